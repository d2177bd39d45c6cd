import { Box, Button, Group, Stack, Title } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { ErrorPanel } from '../../ui/error-panel.tsx';

/** Shown instead of a page that could not be drawn or loaded. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Box p="md" maw={640} mx="auto">
      <Stack>
        <Title order={1} size="h3">
          Something went wrong
        </Title>
        <ErrorPanel error={error} title="This page cannot be shown" onRetry={retry} />
        <Group>
          <Button variant="default" onClick={() => window.location.assign('/devices')}>
            Go to the devices
          </Button>
        </Group>
      </Stack>
    </Box>
  );
}
