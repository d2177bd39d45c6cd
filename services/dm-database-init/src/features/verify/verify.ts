import type { Database } from '@tpedm/db';

const TABLES = [
  'mqtt_user',
  'clientid_profile',
  'device_presence',
  'device_report',
  'device_event',
  'dm_command',
  'dm_category',
  'dm_operation',
  'app_user',
  'refresh_token',
  'api_token',
  'setup_state',
  'audit_log',
];

/** Checks that the schema is what the services expect, and that the broker's role can do one thing only. */
export async function verify(db: Database): Promise<void> {
  await verifyTables(db);
  await verifyBrokerRole(db);
}

async function verifyTables(db: Database): Promise<void> {
  const { rows } = await db.raw('SELECT name FROM unnest(?::text[]) AS name WHERE to_regclass(name) IS NULL', [TABLES]);
  if (rows.length > 0)
    throw new Error(`Tables are missing after migration: ${rows.map(({ name }: { name: string }) => name).join(', ')}`);
}

async function verifyBrokerRole(db: Database): Promise<void> {
  const { rows } = await db.raw(
    `SELECT relname FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND has_table_privilege('emqx', oid, 'SELECT, INSERT, UPDATE, DELETE')`,
  );
  if (rows.length > 0) throw new Error('The broker role "emqx" must not reach any table; look at db-init/roles.sql');
  const { rows: allowed } = await db.raw(
    `SELECT has_function_privilege('emqx', 'mqtt_authenticate(text, text, text)', 'EXECUTE') AS allowed`,
  );
  if (!allowed[0].allowed) throw new Error('The broker role "emqx" may not run mqtt_authenticate; look at db-init/roles.sql');
}
