import { Collapse, Group, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconArrowsExchange,
  IconCircleCheck,
  IconCircleOff,
  IconPointFilled,
  type IconProps,
  IconRepeat,
  IconRss,
  IconSettings,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { DeviceEvent } from '@tpedm/domain';
import { type ComponentType, useId } from 'react';
import { JsonView } from '../../ui/json-view.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { At } from '../../ui/time.tsx';
import { TrailPager } from '../../ui/trail-pager.tsx';
import { useCursorTrail } from '../../ui/use-cursor-trail.ts';
import { eventsQuery } from './connection-api.ts';
import classes from './device-events.module.css';

const ICONS: Record<string, ComponentType<IconProps>> = {
  'client.connected': IconCircleCheck,
  'client.disconnected': IconCircleOff,
  'session.subscribed': IconRss,
  'message.publish': IconArrowsExchange,
};

function iconOf(kind: string): ComponentType<IconProps> {
  if (kind.startsWith('device.')) return IconSettings;
  if (kind.startsWith('reconcile.')) return IconRepeat;
  return ICONS[kind] ?? IconPointFilled;
}

/** What the broker reported and people changed, newest first. */
export function DeviceEvents({ clientid }: { clientid: string }) {
  const trail = useCursorTrail(clientid);
  const events = useQuery(eventsQuery(clientid, trail.cursor));
  return (
    <QueryView query={events} what="events">
      {(page) =>
        page.items.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nothing has happened yet.
          </Text>
        ) : (
          <>
            <ul className={classes.list} aria-label="Events">
              {page.items.map((event) => (
                <EventRow key={event.eventId} event={event} />
              ))}
            </ul>
            <TrailPager page={page} trail={trail} what={['event', 'events']} />
          </>
        )
      }
    </QueryView>
  );
}

function EventRow({ event: { kind, at, summary, detail } }: { event: DeviceEvent }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const detailId = useId();
  const Icon = iconOf(kind);
  return (
    <li>
      <UnstyledButton className={classes.row ?? ''} onClick={toggle} aria-expanded={isOpen} aria-controls={detailId}>
        <Icon size={16} aria-hidden />
        <span>
          <Text size="sm" span>
            {summary || kind}
          </Text>
          <Group gap={8} component="span">
            <Text size="xs" c="dimmed" span>
              <At at={at} />
            </Text>
            <Text size="xs" c="dimmed" span className="mono">
              {kind}
            </Text>
          </Group>
        </span>
      </UnstyledButton>
      <Collapse expanded={isOpen} id={detailId}>
        {isOpen && <JsonView value={detail} label={`Detail of ${kind}`} />}
      </Collapse>
    </li>
  );
}
