import { Anchor, Grid, Group, Stack, Tabs } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { Command, Device } from '@tpedm/domain';
import { useRef, useState } from 'react';
import { hasCode } from '../../api/api-error.ts';
import { NothingHere } from '../../ui/nothing-here.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Section } from '../../ui/section.tsx';
import { CommandConsole } from '../commands/command-console.tsx';
import { CommandHistory } from '../commands/command-history.tsx';
import { type Draft, draftOfCommand, EMPTY_DRAFT } from '../commands/draft.ts';
import { deviceQuery } from '../devices/device-api.ts';
import { Tags } from '../devices/device-table.tsx';
import { DisabledBadge, PresenceBadge } from '../devices/presence-badge.tsx';
import { useForbiddenReason } from '../session/session-api.ts';
import { ConnectionSection } from './connection-section.tsx';
import { DeviceActions } from './device-actions.tsx';
import { DeviceEvents } from './device-events.tsx';
import { PresenceSection } from './presence-section.tsx';
import { ProfileSection } from './profile-section.tsx';

const route = getRouteApi('/app/devices/$clientid');

export function DevicePage() {
  const { clientid } = route.useParams();
  const device = useQuery(deviceQuery(clientid));
  if (hasCode(device.error, 'DEVICE_NOT_FOUND')) return <DeviceGone clientid={clientid} />;
  return (
    <QueryView query={device} what="the device" lines={10}>
      {(data) => <DeviceView key={data.clientid} device={data} />}
    </QueryView>
  );
}

function DeviceView({ device }: { device: Device }) {
  const { clientid, name, tags, enabled, presence } = device;
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT);
  const consoleTop = useRef<HTMLDivElement>(null);
  const repeat = (command: Command) => {
    setDraft(draftOfCommand(command));
    consoleTop.current?.scrollIntoView({ behavior: 'smooth', block: 'start' });
    consoleTop.current?.focus({ preventScroll: true });
  };
  return (
    <>
      <PageHeader
        above={<BackLink />}
        title={name || clientid}
        badges={
          <Group gap={6} role="status" aria-label="Presence">
            <PresenceBadge status={presence.status} />
            {!enabled && <DisabledBadge />}
          </Group>
        }
        description={
          <>
            <span className="mono">{clientid}</span>
            <Tags tags={tags} />
          </>
        }
        actions={<DeviceActions device={device} />}
      />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Stack gap="md">
            <div ref={consoleTop} tabIndex={-1} style={{ scrollMarginTop: 64, outline: 'none' }}>
              <CommandConsole device={device} draft={draft} onDraft={setDraft} />
            </div>
            <DeviceHistory clientid={clientid} onRepeat={repeat} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Stack gap="md">
            <PresenceSection device={device} />
            <ProfileSection device={device} />
            <ConnectionSection device={device} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}

function DeviceHistory({ clientid, onRepeat }: { clientid: string; onRepeat: (command: Command) => void }) {
  return (
    <Section title="What happened" actions={<AuditLink clientid={clientid} />}>
      <Tabs defaultValue="commands" keepMounted={false}>
        <Tabs.List mb="sm" aria-label="What happened">
          <Tabs.Tab value="commands">Commands</Tabs.Tab>
          <Tabs.Tab value="events">Events</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="commands">
          <CommandHistory clientid={clientid} onRepeat={onRepeat} />
        </Tabs.Panel>
        <Tabs.Panel value="events">
          <DeviceEvents clientid={clientid} />
        </Tabs.Panel>
      </Tabs>
    </Section>
  );
}

/** Who changed the device; for those who may read the audit. */
function AuditLink({ clientid }: { clientid: string }) {
  const forbidden = useForbiddenReason()('audit:read');
  if (forbidden !== undefined) return null;
  return (
    <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/audit" search={{ target: clientid }} />}>
      Audit of this device
    </Anchor>
  );
}

function BackLink() {
  return (
    <Anchor component={Link} to="/devices" size="sm" style={{ alignSelf: 'flex-start' }}>
      <Group gap={4} component="span">
        <IconArrowLeft size={14} aria-hidden /> Devices
      </Group>
    </Anchor>
  );
}

function DeviceGone({ clientid }: { clientid: string }) {
  return (
    <>
      <PageHeader title="No such device" above={<BackLink />} />
      <NothingHere title={`There is no device ${clientid}`} description="It was never registered, or it was deleted." />
    </>
  );
}
