import { setTimeout as wait } from 'node:timers/promises';
import { checkDatabase, type Database, isDatabaseUnavailable } from '@tpedm/db';
import type { Logger } from '@tpedm/platform';

const RETRY_MS = 500;
const GIVE_UP_AFTER_MS = 120_000;

/** Resolves when PostgreSQL answers. Rejects at once on any other trouble (a wrong password), and after two minutes of silence. */
export async function waitForPostgres(admin: Database, log: Logger): Promise<void> {
  const giveUpAt = Date.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    try {
      return await checkDatabase(admin);
    } catch (error) {
      if (!isDatabaseUnavailable(error) || Date.now() > giveUpAt) throw error;
      log.info('waiting for PostgreSQL');
      await wait(RETRY_MS);
    }
  }
}
