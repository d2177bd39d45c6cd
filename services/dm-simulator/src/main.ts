import { createLogger, runService } from '@tpedm/platform';
import { startSimulator } from './app.ts';
import { parseConfig } from './config.ts';

const log = createLogger('dm-simulator', process.env.LOG_LEVEL ?? 'info');
await runService(log, () => startSimulator(parseConfig(process.argv.slice(2), process.env), log));
