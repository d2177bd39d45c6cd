import { connectDatabase, type Database, oldestQueuedSeconds } from '@tpedm/db';
import { createEmqxClient, type EmqxClient } from '@tpedm/emqx-client';
import { createMetrics, type Logger, type Registry } from '@tpedm/platform';
import type { Config } from './config.ts';
import { createWorkerMetrics, type WorkerMetrics } from './metrics.ts';

export type Deps = {
  config: Config;
  log: Logger;
  db: Database;
  broker: EmqxClient;
  registry: Registry;
  metrics: WorkerMetrics;
};

export function createDeps(config: Config, log: Logger): Deps {
  const db = connectDatabase(config, { applicationName: 'dm-worker' });
  const registry = createMetrics('dm-worker');
  return {
    config,
    log,
    db,
    broker: createEmqxClient({
      baseUrl: config.BROKER_API_URL,
      apiKey: config.BROKER_API_KEY,
      timeoutMs: config.BROKER_API_TIMEOUT_MS,
    }),
    registry,
    metrics: createWorkerMetrics(registry, () => oldestQueuedSeconds(db)),
  };
}
