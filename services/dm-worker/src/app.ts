import { createServer } from 'node:http';
import { checkDatabase } from '@tpedm/db';
import { AppError } from '@tpedm/domain';
import type { EmqxClient } from '@tpedm/emqx-client';
import { closeServer, createOpsApp, listen, type RunningService } from '@tpedm/platform';
import type { Deps } from './deps.ts';
import { startJobs } from './jobs.ts';

/** Starts the worker with its health and metrics. `port` is where they are. */
export async function startWorker(deps: Deps): Promise<RunningService & { port: number }> {
  const { config, log, db, broker, registry } = deps;
  const checks = [
    { name: 'database', check: () => checkDatabase(db) },
    { name: 'broker', check: () => checkBroker(broker) },
  ];
  const server = createServer(createOpsApp({ log, metrics: registry, checks }));
  const port = await listen(server, { host: config.HOST, port: config.PORT });
  const jobs = startJobs(deps);
  log.info('listening', { host: config.HOST, port });
  return {
    port,
    stop: async () => {
      await jobs.stop();
      await closeServer(server);
      await db.destroy();
    },
  };
}

async function checkBroker(broker: EmqxClient): Promise<void> {
  const { running } = await broker.getStatus();
  if (!running) throw new AppError('BROKER_UNAVAILABLE', 'The MQTT broker is starting or stopping');
}
