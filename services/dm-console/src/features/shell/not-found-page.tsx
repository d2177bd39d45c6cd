import { Button, EmptyState } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { PageHeader } from '../../ui/page-header.tsx';

export function NotFoundPage() {
  return (
    <>
      <PageHeader title="Page not found" />
      <EmptyState
        py="xl"
        icon={<IconMapOff size={40} stroke={1.3} aria-hidden />}
        title="There is nothing at this address"
        description="The link may be old, or a letter is missing."
      >
        <EmptyState.Actions>
          <Button component={Link} to="/devices">
            Go to the devices
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    </>
  );
}
