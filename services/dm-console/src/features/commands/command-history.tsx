import { Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { COMMAND_STATES, type Command, type CommandState } from '@tpedm/domain';
import { useState } from 'react';
import { QueryView } from '../../ui/query-view.tsx';
import { TrailPager } from '../../ui/trail-pager.tsx';
import { useCursorTrail } from '../../ui/use-cursor-trail.ts';
import { commandListQuery } from './command-api.ts';
import { CommandTable } from './command-table.tsx';
import { STATE_LOOK } from './state-badge.tsx';

type CommandHistoryProps = {
  /** Left out: the commands of all devices. */
  clientid?: string;
  limit?: number;
  onRepeat?: (command: Command) => void;
};

/** Commands page by page, filtered by state. */
export function CommandHistory({ clientid, limit = 10, onRepeat }: CommandHistoryProps) {
  const [state, setState] = useState<CommandState | null>(null);
  const trail = useCursorTrail(`${clientid} ${state}`);
  const commands = useQuery(
    commandListQuery({
      limit,
      ...(clientid !== undefined && { clientid }),
      ...(state && { state }),
      ...(trail.cursor !== undefined && { cursor: trail.cursor }),
    }),
  );
  return (
    <>
      <StateFilter value={state} onChange={setState} />
      <QueryView query={commands} what="commands">
        {(page) =>
          page.items.length === 0 ? (
            <Text size="sm" c="dimmed" py="md">
              {state === null ? 'No command has been sent yet.' : `No command is ${STATE_LOOK[state].label.toLowerCase()}.`}
            </Text>
          ) : (
            <>
              <CommandTable commands={page.items} withDevice={clientid === undefined} {...(onRepeat && { onRepeat })} />
              <TrailPager page={page} trail={trail} what={['command', 'commands']} />
            </>
          )
        }
      </QueryView>
    </>
  );
}

function StateFilter({ value, onChange }: { value: CommandState | null; onChange: (state: CommandState | null) => void }) {
  return (
    <Select
      aria-label="State of the commands"
      placeholder="All states"
      size="xs"
      w={150}
      mb="xs"
      data={COMMAND_STATES.map((state) => ({ value: state, label: STATE_LOOK[state].label }))}
      value={value}
      onChange={(next) => onChange(COMMAND_STATES.find((state) => state === next) ?? null)}
      clearable
    />
  );
}
