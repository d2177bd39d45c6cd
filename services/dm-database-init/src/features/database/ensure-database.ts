import type { Database } from '@tpedm/db';
import { runFormatted } from '../roles/login-roles.ts';

/** Makes the database when it is not there, and lets only our roles connect to it. Never drops anything. */
export async function ensureDatabase(admin: Database, name: string): Promise<'created' | 'existing'> {
  const { rows } = await admin.raw('SELECT FROM pg_database WHERE datname = ?', [name]);
  const isNew = rows.length === 0;
  if (isNew) await runFormatted(admin, 'CREATE DATABASE %I OWNER dm_migrate', [name]);
  await runFormatted(admin, 'REVOKE ALL ON DATABASE %I FROM PUBLIC', [name]);
  await runFormatted(admin, 'GRANT CONNECT ON DATABASE %I TO dm_web, dm_webhook, dm_worker, emqx', [name]);
  return isNew ? 'created' : 'existing';
}
