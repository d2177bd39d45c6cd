import { Alert, Button, Code, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ApiError } from '../api/api-error.ts';

type ErrorPanelProps = { error: unknown; title?: string; onRetry?: () => void };

/** What went wrong in the server's words, with the id that finds it in the log. */
export function ErrorPanel({ error, title = 'This did not work', onRetry }: ErrorPanelProps) {
  return (
    <Alert color="red" variant="light" role="alert" title={title} icon={<IconAlertTriangle aria-hidden />}>
      <Text size="sm">{messageOf(error)}</Text>
      <Group mt={6} gap="sm">
        {error instanceof ApiError && error.requestId && (
          <Text size="xs" c="dimmed">
            Request id <Code>{error.requestId}</Code>
          </Text>
        )}
        {onRetry && (
          <Button size="compact-xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  );
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'An unknown error happened.');
