import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { type Command, isFinal } from '@tpedm/domain';
import { formatDateTime, formatDuration } from '../../ui/format.ts';
import { JsonView } from '../../ui/json-view.tsx';
import { notifyError } from '../../ui/notify.ts';
import { useCancelCommand } from './command-api.ts';

/** What the gateway answered, or why there is no answer (yet). */
export function CommandResult({ command }: { command: Command }) {
  const { statusCode, response, error, lateResponse } = command;
  return (
    <Stack gap="xs">
      {statusCode !== null && (
        <Group gap="xs">
          <Badge color={statusCode < 300 ? 'teal' : 'red'} variant="light" radius="sm">
            {statusCode}
          </Badge>
          <Text size="sm" c="dimmed">
            {durationWords(command)}
          </Text>
        </Group>
      )}
      {error && (
        <Text size="sm" c={command.state === 'canceled' ? 'dimmed' : 'var(--mantine-color-error)'}>
          {error}
        </Text>
      )}
      {response !== null && <JsonView value={response} label="Answer" />}
      {statusCode !== null && response === null && (
        <Text size="sm" c="dimmed">
          The answer has no body.
        </Text>
      )}
      {lateResponse !== null && (
        <>
          <Text size="sm">This answer came after the end of the command:</Text>
          <JsonView value={lateResponse} label="Late answer" />
        </>
      )}
    </Stack>
  );
}

export function durationWords({ createdAt, finishedAt }: Command): string {
  return finishedAt === null ? '' : `answered in ${formatDuration(Date.parse(finishedAt) - Date.parse(createdAt))}`;
}

/** Says what an open command waits for, and lets one take it back. */
export function OpenCommandNote({ command, isReady }: { command: Command; isReady: boolean }) {
  if (isFinal(command.state)) return null;
  const isWaiting = command.state === 'queued' && !isReady;
  return (
    <Group justify="space-between" gap="xs">
      {isWaiting ? (
        <Alert variant="light" color="gray" icon={<IconInfoCircle aria-hidden />} p="xs" flex={1}>
          The device is not ready. The command waits and is sent as soon as the device is, until{' '}
          {formatDateTime(command.expiresAt)}; then it expires.
        </Alert>
      ) : (
        <Text size="sm" c="dimmed">
          Waiting until {formatDateTime(command.expiresAt)}, then it expires.
        </Text>
      )}
      <CancelButton command={command} />
    </Group>
  );
}

export function CancelButton({ command }: { command: Command }) {
  const cancel = useCancelCommand();
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={cancel.isPending}
      onClick={() => cancel.mutate(command.id, { onError: notifyError })}
    >
      Cancel command
    </Button>
  );
}
