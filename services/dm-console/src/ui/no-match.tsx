import { Button, EmptyState } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';

type NoMatchProps = { title: string; description: string; onClear: () => void };

/** In place of a list that its filters have emptied. */
export const NoMatch = ({ title, description, onClear }: NoMatchProps) => (
  <EmptyState py="xl" icon={<IconFilterOff size={40} stroke={1.3} aria-hidden />} title={title} description={description}>
    <EmptyState.Actions>
      <Button variant="default" onClick={onClear}>
        Clear filter
      </Button>
    </EmptyState.Actions>
  </EmptyState>
);
