import type { Database } from '@tpedm/db';
import type { Config } from '../../config.ts';
import { scramVerifier } from './scram-verifier.ts';

/** Settings that keep one service from holding up the others. */
const SETTINGS_BY_ROLE: Record<string, Record<string, string>> = {
  dm_migrate: {},
  dm_web: { statement_timeout: '30s', idle_in_transaction_session_timeout: '30s' },
  dm_webhook: { statement_timeout: '10s', idle_in_transaction_session_timeout: '10s' },
  dm_worker: { statement_timeout: '60s', idle_in_transaction_session_timeout: '60s' },
  emqx: { statement_timeout: '5s', idle_in_transaction_session_timeout: '5s' },
};

const passwordByRole = (config: Config): Record<string, string> => ({
  dm_migrate: config.DM_MIGRATE_PASSWORD,
  dm_web: config.DM_WEB_PASSWORD,
  dm_webhook: config.DM_WEBHOOK_PASSWORD,
  dm_worker: config.DM_WORKER_PASSWORD,
  emqx: config.EMQX_PASSWORD,
});

/** Makes the login role of each service, and gives it the password of its file: so a password is changed by changing the file. */
export async function ensureLoginRoles(admin: Database, config: Config): Promise<void> {
  for (const [role, password] of Object.entries(passwordByRole(config))) {
    await ensureRole(admin, role, password);
    for (const [setting, value] of Object.entries(SETTINGS_BY_ROLE[role] ?? {})) {
      await runFormatted(admin, 'ALTER ROLE %I SET %I = %L', [role, setting, value]);
    }
  }
  // An administrator who is no superuser must be a member of the owner role to make a database for it.
  await admin.raw(`DO $$ BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN GRANT dm_migrate TO CURRENT_USER; END IF;
  END $$`);
}

async function ensureRole(admin: Database, role: string, password: string): Promise<void> {
  const { rows } = await admin.raw('SELECT FROM pg_roles WHERE rolname = ?', [role]);
  const verb = rows.length === 0 ? 'CREATE' : 'ALTER';
  await runFormatted(admin, `${verb} ROLE %I LOGIN PASSWORD %L`, [role, scramVerifier(password)]);
}

/** Runs a statement that takes no parameters; PostgreSQL itself quotes the values. */
export async function runFormatted(admin: Database, template: string, values: readonly string[]): Promise<void> {
  const { rows } = await admin.raw('SELECT format(?, VARIADIC ?::text[]) AS statement', [template, [...values]]);
  await admin.raw(rows[0].statement.replaceAll('?', '\\?'));
}
