import { Counter, Gauge, Histogram, type Registry } from '@tpedm/platform';

export type EventMetrics = {
  /** Events that were answered 2xx, by name and what became of them. */
  events: Counter<'kind' | 'outcome'>;
  /** Requests that were answered otherwise, by the error's code. */
  refused: Counter<'code'>;
  batchSize: Histogram;
  storeSeconds: Histogram;
  lagSeconds: Histogram;
  watchQueue: (depth: () => number) => void;
};

export function createEventMetrics(registry: Registry): EventMetrics {
  const registers = [registry];
  return {
    events: new Counter({
      name: 'tpedm_hook_events_total',
      help: 'Events of the broker that were taken, by kind and outcome',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    refused: new Counter({
      name: 'tpedm_hook_refused_total',
      help: 'Requests that were refused, by error code; the broker repeats those answered 503 and drops the others',
      labelNames: ['code'],
      registers,
    }),
    batchSize: new Histogram({
      name: 'tpedm_hook_batch_events',
      help: 'Events stored in one transaction',
      buckets: [1, 4, 16, 64, 256, 1_000],
      registers,
    }),
    storeSeconds: new Histogram({
      name: 'tpedm_hook_store_seconds',
      help: 'Time from the start of a batch to its commit',
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2],
      registers,
    }),
    lagSeconds: new Histogram({
      name: 'tpedm_hook_lag_seconds',
      help: "Age of an event by the broker's clock when it arrives",
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600],
      registers,
    }),
    watchQueue: (depth) => {
      new Gauge({
        name: 'tpedm_hook_queue_events',
        help: 'Events that wait to be stored',
        registers,
        collect() {
          this.set(depth());
        },
      });
    },
  };
}
