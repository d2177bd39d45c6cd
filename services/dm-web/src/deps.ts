import { connectDatabase, type Database } from '@tpedm/db';
import { AppError } from '@tpedm/domain';
import { createMetrics, type Logger, type Registry } from '@tpedm/platform';
import type { Config } from './config.ts';
import type { Authenticate } from './http/access.ts';

export type Deps = {
  config: Config;
  log: Logger;
  metrics: Registry;
  db: Database;
  authenticate: Authenticate;
  stop: () => Promise<void>;
};

export function createDeps(config: Config, log: Logger): Deps {
  const db = connectDatabase(config, { applicationName: 'dm-web' });
  return {
    config,
    log,
    metrics: createMetrics('dm-web'),
    db,
    authenticate: async () => {
      throw new AppError('UNAUTHENTICATED', 'Sign in first');
    },
    stop: () => db.destroy(),
  };
}
