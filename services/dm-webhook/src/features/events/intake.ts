import { type IngestEvent, type IngestOutcome, isDatabaseFull, type StoreFault, storeFaultOf } from '@tpedm/db';
import type { Logger } from '@tpedm/platform';
import type { EventMetrics } from './event-metrics.ts';
import { type BatchLimits, createMicroBatcher } from './micro-batcher.ts';

/** `unstorable`: the database refuses this very event, now and for ever. */
export type EventOutcome = IngestOutcome | 'unstorable';

/** What became of an event. Any `refused` may be sent again later. */
export type IntakeResult = { kind: 'done'; outcome: EventOutcome } | { kind: 'refused'; reason: RefusalReason };
export type RefusalReason = 'queue_full' | 'late' | 'database' | 'database_full' | 'stopping';

export type Intake = {
  /** Resolves when the event is committed, or refused; within the answer limit always. */
  take: (event: IngestEvent, sizeBytes: number) => Promise<IntakeResult>;
  /** Refuses what comes from now on and waits until all that was taken is settled. */
  stop: () => Promise<void>;
};

type Entry = { event: IngestEvent; sizeBytes: number; isSettled: boolean; settle: (result: IntakeResult) => void };

const MAX_CONFLICT_RETRIES = 5;

export function createIntake(options: {
  store: (events: readonly IngestEvent[]) => Promise<IngestOutcome[]>;
  limits: BatchLimits;
  answerLimitMs: number;
  log: Logger;
  metrics: EventMetrics;
}): Intake {
  const { store, limits, answerLimitMs, log, metrics } = options;
  let stopping = false;

  const settleAll = (entries: readonly Entry[], result: IntakeResult): void => {
    for (const entry of entries) entry.settle(result);
  };

  const leaveWithBroker = (events: number, fault: StoreFault, error: unknown): IntakeResult => {
    if (isDatabaseFull(error)) {
      log.error('the disk of the database is full: events not stored; the broker keeps them', { events, error });
      return { kind: 'refused', reason: 'database_full' };
    }
    log[fault === 'defect' ? 'error' : 'warn']('events not stored; the broker keeps them', { events, error });
    return { kind: 'refused', reason: 'database' };
  };

  const storeBatch = async (entries: readonly Entry[], retriesLeft = MAX_CONFLICT_RETRIES): Promise<void> => {
    try {
      const outcomes = await store(entries.map((entry) => entry.event));
      entries.forEach((entry, index) => {
        entry.settle({ kind: 'done', outcome: outcomes[index] ?? 'stored' });
      });
    } catch (error) {
      const fault = storeFaultOf(error);
      if (fault === 'conflict' && retriesLeft > 0) return storeBatch(entries, retriesLeft - 1);
      if (fault === 'data') return isolate(entries, error);
      settleAll(entries, leaveWithBroker(entries.length, fault, error));
    }
  };

  /** One bad event must not hold up its neighbours: halves the batch until it stands alone. */
  const isolate = async (entries: readonly Entry[], error: unknown): Promise<void> => {
    const [first] = entries;
    if (entries.length === 1 && first) {
      const { eventId, clientid, kind } = first.event;
      log.error('event dropped: the database cannot store it', { eventId, clientid, kind, error });
      return first.settle({ kind: 'done', outcome: 'unstorable' });
    }
    const middle = Math.ceil(entries.length / 2);
    await storeBatch(entries.slice(0, middle));
    await storeBatch(entries.slice(middle));
  };

  const batcher = createMicroBatcher<Entry>(limits, async (batch) => {
    const waiting = batch.filter((entry) => !entry.isSettled);
    if (waiting.length === 0) return;
    metrics.batchSize.observe(waiting.length);
    const stopTimer = metrics.storeSeconds.startTimer();
    await storeBatch(waiting);
    stopTimer();
  });
  metrics.watchQueue(() => batcher.depth());

  return {
    take: (event, sizeBytes) =>
      new Promise((resolve) => {
        const limit = setTimeout(() => entry.settle({ kind: 'refused', reason: 'late' }), answerLimitMs);
        const entry: Entry = {
          event,
          sizeBytes,
          isSettled: false,
          settle: (result) => {
            entry.isSettled = true;
            clearTimeout(limit);
            resolve(result);
          },
        };
        if (stopping) entry.settle({ kind: 'refused', reason: 'stopping' });
        else if (!batcher.push(entry)) entry.settle({ kind: 'refused', reason: 'queue_full' });
      }),
    stop: () => {
      stopping = true;
      return batcher.untilIdle();
    },
  };
}
