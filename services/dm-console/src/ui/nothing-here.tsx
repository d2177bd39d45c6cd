import { Button, EmptyState } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';

/** For an address that leads to nothing, with a way on. */
export const NothingHere = ({ title, description }: { title: string; description: string }) => (
  <EmptyState py="xl" icon={<IconMapOff size={40} stroke={1.3} aria-hidden />} title={title} description={description}>
    <EmptyState.Actions>
      <Button component={Link} to="/devices">
        Go to the devices
      </Button>
    </EmptyState.Actions>
  </EmptyState>
);
