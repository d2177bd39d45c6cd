import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { CommandHistory } from './command-history.tsx';

export function CommandsPage() {
  return (
    <>
      <PageHeader title="Commands" description="What was sent to all devices, newest first" />
      <Panel>
        <CommandHistory limit={50} />
      </Panel>
    </>
  );
}
