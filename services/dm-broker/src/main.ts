import { createLogger, runService } from '@tpedm/platform';
import { startBroker } from './app.ts';
import { parseConfig } from './config.ts';
import { createDeps } from './deps.ts';

const log = createLogger('dm-broker', process.env.LOG_LEVEL ?? 'info');

await runService(log, async () => startBroker(await createDeps(parseConfig(process.env), log)));
