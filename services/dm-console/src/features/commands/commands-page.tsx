import { Paper } from '@mantine/core';
import { PageHeader } from '../../ui/page-header.tsx';
import { CommandHistory } from './command-history.tsx';

export function CommandsPage() {
  return (
    <>
      <PageHeader title="Commands" description="What was sent to all devices, newest first" />
      <Paper p="md" bg="var(--surface)" bd="1px solid var(--line)">
        <CommandHistory limit={50} />
      </Paper>
    </>
  );
}
