import type { Database } from '@tpedm/db';
import type { Logger } from '@tpedm/platform';
import { createChangeReader } from './change-reader.ts';
import { createEventLog, type LiveEvent } from './event-log.ts';
import type { LiveChange } from './live-change.ts';

/** Changes of one moment: as rows, as events, and as the bytes that every stream without a filter is sent. */
export type LiveBatch = { changes: readonly LiveChange[]; events: readonly LiveEvent[]; bytes: Buffer };
export type Watcher = (batch: LiveBatch) => void;

export type LiveHub = {
  /** Takes a notice as it came over NOTIFY. */
  notice: (payload: string) => void;
  /** Tells everybody that notices may have been missed. */
  reset: () => void;
  /** Calls `watcher` with everything that happens from now on; returns how to end that. */
  watch: (watcher: Watcher) => () => void;
  /** Events after the one with this id; null when they are not all known any more. */
  since: (eventId: string) => readonly LiveEvent[] | null;
  lastEventId: () => string;
  stop: () => void;
};

const LOG_LIMITS = { maxEvents: 10_000, maxCharacters: 32_000_000 };
/** For so long after the last watcher has gone events are still kept for its return. */
const RESUMABLE_MS = 60_000;

/**
 * The live events of this process: however many browsers are open, a change is read once and written as JSON once. While nobody
 * watches, nothing is read.
 */
export function createLiveHub({ db, log }: { db: Database; log: Logger }): LiveHub {
  const eventLog = createEventLog(LOG_LIMITS);
  const watchers = new Set<Watcher>();
  let watchedAtMs = Number.NEGATIVE_INFINITY;

  const publish = (changes: readonly LiveChange[]): void => {
    if (changes.length === 0) return;
    const events = changes.map((change) => eventLog.append(change));
    const batch = { changes, events, bytes: Buffer.from(events.map(({ frame }) => frame).join('')) };
    for (const watcher of watchers) watcher(batch);
  };
  const reader = createChangeReader({ db, log, onChanges: publish });
  const isWatched = (): boolean => watchers.size > 0 || Date.now() - watchedAtMs < RESUMABLE_MS;

  return {
    notice: (payload) => {
      if (isWatched()) reader.notice(payload);
      else eventLog.skip();
    },
    reset: () => publish([{ type: 'reset' }]),
    watch: (watcher) => {
      watchers.add(watcher);
      return () => {
        watchers.delete(watcher);
        watchedAtMs = Date.now();
      };
    },
    since: (eventId) => eventLog.since(eventId),
    lastEventId: () => eventLog.lastId(),
    stop: () => reader.stop(),
  };
}
