import { Group, Text, Tooltip } from '@mantine/core';
import { useLiveState } from '../../api/live-provider.tsx';
import type { LiveState } from '../../api/live-stream.ts';
import classes from './live-indicator.module.css';

const WORDS: Record<LiveState, { label: string; meaning: string }> = {
  connecting: { label: 'Connecting', meaning: 'Connecting to live updates' },
  live: { label: 'Live', meaning: 'What you see changes as it happens' },
  reconnecting: { label: 'Reconnecting', meaning: 'The connection for live updates is lost: what you see may be old' },
};

/** Tells whether changes arrive as they happen. */
export function LiveIndicator() {
  const state = useLiveState();
  const { label, meaning } = WORDS[state];
  return (
    <Tooltip label={meaning}>
      <Group gap={6} role="status" aria-label={`Live updates: ${label}`} wrap="nowrap">
        <span className={classes.dot} data-state={state} aria-hidden />
        <Text size="xs" c="dimmed" {...(state !== 'reconnecting' && { visibleFrom: 'xs' })}>
          {label}
        </Text>
      </Group>
    </Tooltip>
  );
}
