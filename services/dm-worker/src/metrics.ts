import { Counter, Gauge, Histogram, type Registry } from '@tpedm/platform';

export type WorkerMetrics = {
  /** What became of commands at the hands of the worker: sent, requeued, unknown, refused, expired. */
  commands: Counter<'outcome'>;
  /** Broker's time for one batch, seconds. */
  publishSeconds: Histogram;
  /** What a comparison with the broker put right: online, offline, ready, override, kicked. */
  repairs: Counter<'kind'>;
  reconcileSeconds: Histogram;
};

const PUBLISH_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const RECONCILE_BUCKETS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60];

/** @param oldestQueuedSeconds asked whenever the metrics are read, NaN while it fails */
export function createWorkerMetrics(registry: Registry, oldestQueuedSeconds: () => Promise<number>): WorkerMetrics {
  const registers = [registry];
  new Gauge({
    name: 'tpedm_oldest_queued_command_seconds',
    help: 'How long the oldest queued command has been waiting, those of absent devices included',
    registers,
    async collect() {
      this.set(await oldestQueuedSeconds().catch(() => Number.NaN));
    },
  });
  return {
    commands: new Counter({ name: 'tpedm_commands_total', help: 'Commands by outcome', labelNames: ['outcome'], registers }),
    publishSeconds: new Histogram({
      name: 'tpedm_publish_duration_seconds',
      help: 'Time the broker took for one batch of commands',
      buckets: PUBLISH_BUCKETS,
      registers,
    }),
    repairs: new Counter({
      name: 'tpedm_presence_repairs_total',
      help: 'Devices whose stored presence differed from the broker',
      labelNames: ['kind'],
      registers,
    }),
    reconcileSeconds: new Histogram({
      name: 'tpedm_reconcile_duration_seconds',
      help: 'Time of one comparison of all devices with the broker',
      buckets: RECONCILE_BUCKETS,
      registers,
    }),
  };
}
