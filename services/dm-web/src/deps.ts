import { connectDatabase, type Database } from '@tpedm/db';
import { createMetrics, type Logger, type Registry } from '@tpedm/platform';
import type { Config } from './config.ts';
import { createAccessTokens } from './features/auth/access-token.ts';
import { type Authenticator, createAuthenticator } from './features/auth/authenticator.ts';
import { createLoginLimits, type LoginLimits } from './features/auth/login-limits.ts';
import { createPasswords, type Passwords } from './features/auth/passwords.ts';
import { createSessions, type Sessions } from './features/auth/sessions.ts';

export type Deps = {
  config: Config;
  log: Logger;
  metrics: Registry;
  db: Database;
  passwords: Passwords;
  sessions: Sessions;
  loginLimits: LoginLimits;
  authenticator: Authenticator;
  stop: () => Promise<void>;
};

export function createDeps(config: Config, log: Logger): Deps {
  const db = connectDatabase(config, { applicationName: 'dm-web' });
  const accessTokens = createAccessTokens(config.JWT_SECRET);
  return {
    config,
    log,
    metrics: createMetrics('dm-web'),
    db,
    passwords: createPasswords(),
    sessions: createSessions({ db, accessTokens }),
    loginLimits: createLoginLimits(),
    authenticator: createAuthenticator({ db, accessTokens }),
    stop: () => db.destroy(),
  };
}
