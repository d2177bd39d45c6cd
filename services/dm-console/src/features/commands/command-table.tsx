import { Box, Button, Group, Stack, Table, Text, Tooltip } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type Command, isFinal } from '@tpedm/domain';
import { DetailsTh, ExpandableRow } from '../../ui/expandable-row.tsx';
import { formatDuration } from '../../ui/format.ts';
import { JsonView } from '../../ui/json-view.tsx';
import { Ago, At } from '../../ui/time.tsx';
import { DeviceLink } from '../devices/device-link.tsx';
import { useForbiddenReason } from '../session/session-api.ts';
import { CallPreview } from './call-preview.tsx';
import { commandQuery } from './command-api.ts';
import { CancelButton, CommandResult } from './command-result.tsx';
import { StateBadge } from './state-badge.tsx';

type CommandTableProps = {
  commands: readonly Command[];
  withDevice: boolean;
  onRepeat?: (command: Command) => void;
};

/** Commands, newest first; each opens to its body and its answer. */
export function CommandTable({ commands, ...props }: CommandTableProps) {
  return (
    <Table verticalSpacing={7} aria-label="Commands" layout="auto">
      <Table.Thead>
        <Table.Tr>
          <DetailsTh />
          <Table.Th w={118} visibleFrom="sm">
            State
          </Table.Th>
          {props.withDevice && (
            <Table.Th w="20%" visibleFrom="sm">
              Device
            </Table.Th>
          )}
          <Table.Th>Call</Table.Th>
          <Table.Th visibleFrom="sm">By</Table.Th>
          <Table.Th visibleFrom="sm">When</Table.Th>
          <Table.Th visibleFrom="md">Took</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {commands.map((command) => (
          <CommandRow key={command.id} command={command} {...props} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

type CommandRowProps = Omit<CommandTableProps, 'commands'> & { command: Command };

function CommandRow({ command, withDevice, onRepeat }: CommandRowProps) {
  const { id, clientid, method, path, state, requestedBy, createdAt, finishedAt } = command;
  return (
    <ExpandableRow label={`command ${id}`} columns={7} details={() => <CommandDetails command={command} onRepeat={onRepeat} />}>
      <Table.Td visibleFrom="sm">
        <StateBadge state={state} />
      </Table.Td>
      {withDevice && (
        <Table.Td visibleFrom="sm">
          <DeviceLink clientid={clientid} />
        </Table.Td>
      )}
      <Table.Td>
        <PhoneFacts command={command} withDevice={withDevice} />
        <Group gap={8} justify="space-between" wrap="nowrap">
          <CallPreview method={method} path={path} />
          <Box visibleFrom="sm">
            <AnsweredStatus command={command} />
          </Box>
        </Group>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Text size="sm">{requestedBy}</Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
          <Ago at={createdAt} />
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
          {finishedAt ? formatDuration(Date.parse(finishedAt) - Date.parse(createdAt)) : ''}
        </Text>
      </Table.Td>
    </ExpandableRow>
  );
}

/** What a narrow screen has no columns for: it stands above the call. */
function PhoneFacts({ command, withDevice }: Pick<CommandRowProps, 'command' | 'withDevice'>) {
  return (
    <Box hiddenFrom="sm" mb={4}>
      <Group gap={8}>
        <StateBadge state={command.state} />
        <AnsweredStatus command={command} />
        <Text size="xs" c="dimmed">
          <Ago at={command.createdAt} />
        </Text>
      </Group>
      {withDevice && <DeviceLink clientid={command.clientid} />}
    </Box>
  );
}

function AnsweredStatus({ command: { statusCode } }: Pick<CommandRowProps, 'command'>) {
  if (statusCode === null) return null;
  return (
    <Text size="xs" c="dimmed" className="mono" style={{ whiteSpace: 'nowrap' }} title="Status that the gateway answered">
      {statusCode}
    </Text>
  );
}

type CommandDetailsProps = { command: Command; onRepeat: CommandTableProps['onRepeat'] | undefined };

function CommandDetails({ command: listed, onRepeat }: CommandDetailsProps) {
  const whole = useQuery({ ...commandQuery(listed.id), enabled: listed.omitted !== undefined });
  const command = whole.data ?? listed;
  const forbidden = useForbiddenReason()('command:send');
  return (
    <Stack gap="sm" py={4}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed">
          Command {command.id} by {command.requestedBy}, <At at={command.createdAt} />
        </Text>
        {forbidden === undefined && (
          <Group gap="xs">
            {!isFinal(command.state) && <CancelButton command={command} />}
            {onRepeat && (
              <Tooltip label="Put this call into the form above">
                <Button
                  size="compact-sm"
                  variant="default"
                  leftSection={<IconRepeat size={14} aria-hidden />}
                  onClick={() => onRepeat(command)}
                >
                  Repeat
                </Button>
              </Tooltip>
            )}
          </Group>
        )}
      </Group>
      {command.body !== null && <JsonView value={command.body} label="Request body" />}
      <CommandResult command={command} />
    </Stack>
  );
}
