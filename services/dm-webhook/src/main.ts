import { createServer } from 'node:http';
import { closeServer, createLogger, listen, type RunningService, runService } from '@tpedm/platform';
import { createHandler } from './app.ts';
import { parseConfig } from './config.ts';
import { createDeps } from './deps.ts';

const log = createLogger('dm-webhook', process.env.LOG_LEVEL ?? 'info');

await runService(log, async (): Promise<RunningService> => {
  const config = parseConfig(process.env);
  const deps = createDeps(config, log);
  const server = createServer(createHandler(deps));
  // An idle connection is the broker's to close: if it sends into one that we are closing, it may lose the event.
  server.keepAliveTimeout = 0;
  const port = await listen(server, { host: config.HOST, port: config.PORT });
  log.info('listening', { host: config.HOST, port });
  return {
    stop: async () => {
      await deps.intake.stop();
      await closeServer(server);
      await deps.db.destroy();
    },
  };
});
