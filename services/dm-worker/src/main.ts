import { createLogger, runService } from '@tpedm/platform';
import { startWorker } from './app.ts';
import { parseConfig } from './config.ts';
import { createDeps } from './deps.ts';

const log = createLogger('dm-worker', process.env.LOG_LEVEL ?? 'info');

await runService(log, () => startWorker(createDeps(parseConfig(process.env), log)));
