import { createLogger, logLevelSchema } from '@tpedm/platform';
import { parseConfig } from './config.ts';
import { initialize } from './initialize.ts';

const log = createLogger('dm-database-init', logLevelSchema.catch('info').parse(process.env.LOG_LEVEL));
try {
  await initialize(parseConfig(process.env), log);
} catch (error) {
  log.error('the database could not be prepared', { error });
  process.exitCode = 1;
}
