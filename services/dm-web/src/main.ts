import { createServer } from 'node:http';
import { closeServer, createLogger, listen, type RunningService, runService } from '@tpedm/platform';
import { createApp } from './app.ts';
import { parseConfig } from './config.ts';
import { createDeps } from './deps.ts';

/** Longer than a proxy keeps an idle connection (Nginx: 60 s), so that the proxy never sends into one that we are closing. */
const KEEP_ALIVE_MS = 75_000;

const log = createLogger('dm-web', process.env.LOG_LEVEL ?? 'info');

await runService(log, async (): Promise<RunningService> => {
  const config = parseConfig(process.env);
  const deps = createDeps(config, log);
  const server = createServer(createApp(deps));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const port = await listen(server, { host: config.HOST, port: config.PORT });
  log.info('listening', { host: config.HOST, port });
  return {
    stop: async () => {
      deps.endOpenAnswers();
      await closeServer(server);
      await deps.stop();
    },
  };
});
