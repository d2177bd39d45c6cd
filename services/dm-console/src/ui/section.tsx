import { Group, Paper, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

type SectionProps = { title: string; actions?: ReactNode; children: ReactNode };

/** A titled part of a page; a landmark that bears its title. */
export function Section({ title, actions, children }: SectionProps) {
  const titleId = useId();
  return (
    <Paper component="section" aria-labelledby={titleId} p="md" bg="var(--surface)" bd="1px solid var(--line)">
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2} size="h5" id={titleId}>
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </Paper>
  );
}
