import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Session } from '@tpedm/domain';
import { useState } from 'react';
import { QueryView } from '../../ui/query-view.tsx';
import { Section } from '../../ui/section.tsx';
import { Ago, At } from '../../ui/time.tsx';
import { TrailPager } from '../../ui/trail-pager.tsx';
import { useCursorTrail } from '../../ui/use-cursor-trail.ts';
import { browserName } from './browser-name.ts';
import { EndSessionsDialog } from './end-sessions-dialog.tsx';
import { ownSessionsQuery } from './own-session-api.ts';
import classes from './sessions-section.module.css';

/** The browsers in which one is signed in. */
export function SessionsSection() {
  const trail = useCursorTrail();
  const sessions = useQuery(ownSessionsQuery(trail.cursor));
  const [ending, setEnding] = useState<Session | 'others' | null>(null);
  const hasOthers = (sessions.data?.total ?? 0) > 1;
  const endOthers = hasOthers && (
    <Button size="compact-sm" variant="subtle" color="red" onClick={() => setEnding('others')}>
      End all others
    </Button>
  );
  return (
    <Section title="Where I am signed in" actions={endOthers}>
      <QueryView query={sessions} what="the sessions">
        {(page) => (
          <>
            <ul className={classes.list} aria-label="Sessions">
              {page.items.map((session) => (
                <SessionItem key={session.id} session={session} onEnd={() => setEnding(session)} />
              ))}
            </ul>
            <TrailPager page={page} trail={trail} what={['session', 'sessions']} />
          </>
        )}
      </QueryView>
      <EndSessionsDialog ending={ending} onClose={() => setEnding(null)} />
    </Section>
  );
}

function SessionItem({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const { isCurrent, address, userAgent, startedAt, lastUsedAt } = session;
  const name = browserName(userAgent);
  const place = address ?? 'address not noted';
  return (
    <Group component="li" justify="space-between" wrap="nowrap" gap="sm">
      <Stack gap={0} miw={0}>
        <Group gap={8}>
          <Text size="sm" fw={500} title={userAgent ?? ''}>
            {name}
          </Text>
          {isCurrent && (
            <Badge size="sm" variant="light" tt="none">
              This one
            </Badge>
          )}
        </Group>
        <Text size="xs" className="mono">
          {place}
        </Text>
        <Text size="xs" c="dimmed">
          Last used <Ago at={lastUsedAt} />, signed in <At at={startedAt} />
        </Text>
      </Stack>
      {!isCurrent && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          flex="none"
          onClick={onEnd}
          aria-label={`End the session of ${name}, ${place}`}
        >
          End
        </Button>
      )}
    </Group>
  );
}
