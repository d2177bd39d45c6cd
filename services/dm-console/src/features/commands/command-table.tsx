import { ActionIcon, Button, Collapse, Group, Stack, Table, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight, IconRepeat } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type Command, isFinal } from '@tpedm/domain';
import { useId } from 'react';
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
          <Table.Th w={36}>
            <VisuallyHidden>Details</VisuallyHidden>
          </Table.Th>
          <Table.Th w={118}>State</Table.Th>
          {props.withDevice && <Table.Th>Device</Table.Th>}
          <Table.Th>Call</Table.Th>
          <Table.Th visibleFrom="sm">By</Table.Th>
          <Table.Th visibleFrom="sm">When</Table.Th>
          <Table.Th visibleFrom="md">Took</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {commands.map((command) => (
          <CommandRows key={command.id} command={command} {...props} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

type CommandRowsProps = Omit<CommandTableProps, 'commands'> & { command: Command };

function CommandRows({ command, withDevice, onRepeat }: CommandRowsProps) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const detailsId = useId();
  const { id, clientid, method, path, state, statusCode, requestedBy, createdAt, finishedAt } = command;
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <>
      <Table.Tr data-command={id}>
        <Table.Td>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            onClick={toggle}
            aria-expanded={isOpen}
            aria-controls={detailsId}
            aria-label={`Details of command ${id}`}
          >
            <Chevron size={16} aria-hidden />
          </ActionIcon>
        </Table.Td>
        <Table.Td>
          <StateBadge state={state} />
        </Table.Td>
        {withDevice && (
          <Table.Td>
            <DeviceLink clientid={clientid} />
          </Table.Td>
        )}
        <Table.Td>
          <Group gap={8} justify="space-between" wrap="nowrap">
            <CallPreview method={method} path={path} />
            {statusCode !== null && (
              <Text
                size="xs"
                c="dimmed"
                className="mono"
                style={{ whiteSpace: 'nowrap' }}
                title="Status that the gateway answered"
              >
                {statusCode}
              </Text>
            )}
          </Group>
        </Table.Td>
        <Table.Td visibleFrom="sm">
          <Text size="sm">{requestedBy}</Text>
        </Table.Td>
        <Table.Td visibleFrom="sm">
          <Text size="sm" c="dimmed">
            <Ago at={createdAt} />
          </Text>
        </Table.Td>
        <Table.Td visibleFrom="md">
          <Text size="sm" c="dimmed">
            {finishedAt ? formatDuration(Date.parse(finishedAt) - Date.parse(createdAt)) : ''}
          </Text>
        </Table.Td>
      </Table.Tr>
      <Table.Tr hidden={!isOpen}>
        <Table.Td colSpan={7} id={detailsId}>
          <Collapse expanded={isOpen}>{isOpen && <CommandDetails command={command} onRepeat={onRepeat} />}</Collapse>
        </Table.Td>
      </Table.Tr>
    </>
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
