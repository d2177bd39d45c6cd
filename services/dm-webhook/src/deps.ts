import { connectDatabase, type Database, storeEvents } from '@tpedm/db';
import { createMetrics, type Logger, type Registry } from '@tpedm/platform';
import type { Config } from './config.ts';
import { createEventMetrics, type EventMetrics } from './features/events/event-metrics.ts';
import { createIntake, type Intake } from './features/events/intake.ts';

export type Deps = {
  config: Config;
  log: Logger;
  db: Database;
  metrics: Registry;
  eventMetrics: EventMetrics;
  intake: Intake;
};

/** Batches that are being stored at once: while one waits for the disk, the next is prepared. */
const BATCHES_IN_FLIGHT = 2;
/** A batch has a fixed cost, about that of these many events. */
const MIN_EVENTS_BESIDE = 32;

export function createDeps(config: Config, log: Logger): Deps {
  const db = connectDatabase(config, { applicationName: 'dm-webhook', poolMax: BATCHES_IN_FLIGHT + 1 });
  const metrics = createMetrics('dm-webhook');
  const eventMetrics = createEventMetrics(metrics);
  const intake = createIntake({
    store: (events) => storeEvents(db, events),
    limits: {
      maxBatchItems: config.BATCH_MAX_EVENTS,
      maxBatchBytes: config.BATCH_MAX_BYTES,
      maxQueueItems: config.QUEUE_MAX_EVENTS,
      maxQueueBytes: config.QUEUE_MAX_BYTES,
      maxInFlight: BATCHES_IN_FLIGHT,
      minItemsBeside: MIN_EVENTS_BESIDE,
    },
    answerLimitMs: config.ANSWER_LIMIT_MS,
    log,
    metrics: eventMetrics,
  });
  return { config, log, db, metrics, eventMetrics, intake };
}
