import { randomBytes } from 'node:crypto';
import { connectDatabase, type Database, type DatabaseConfig } from '@tpedm/db';
import { z } from 'zod';

/** Roles as which a test may connect; `admin` is the superuser, for arranging and looking. */
export type TestRole = 'admin' | 'dm_web' | 'dm_webhook' | 'dm_worker' | 'emqx';

export type TestDatabase = {
  name: string;
  config: (role: TestRole) => DatabaseConfig;
  /** Connection as superuser. */
  db: Database;
  /** Cuts every connection and removes the database. */
  drop: () => Promise<void>;
};

const serverSchema = z.object({ port: z.number(), password: z.string() });

/** Connection to a database of the test run's own PostgreSQL, which the global set-up started. */
function configOf(databaseName: string, role: TestRole): DatabaseConfig {
  const { port, password } = serverSchema.parse(JSON.parse(process.env.TPEDM_TEST_POSTGRES ?? '{}'));
  return {
    DATABASE_HOST: '127.0.0.1',
    DATABASE_PORT: port,
    DATABASE_NAME: databaseName,
    DATABASE_USER: role === 'admin' ? 'postgres' : role,
    DATABASE_PASSWORD: password,
    DATABASE_TLS: 'off',
  };
}

async function asAdmin(run: (admin: Database) => Promise<void>): Promise<void> {
  const admin = connectDatabase(configOf('postgres', 'admin'), { applicationName: 'testkit', poolMax: 1 });
  try {
    await run(admin);
  } finally {
    await admin.destroy();
  }
}

/** A fresh copy of the migrated and seeded database, for one test file. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(async (admin) => {
    // Two copies of one template at once are refused: they take turns.
    await admin.raw('SELECT pg_advisory_lock(1)');
    await admin.raw('CREATE DATABASE ?? TEMPLATE tpedm_template OWNER dm_migrate', [name]);
    await admin.raw('GRANT CONNECT ON DATABASE ?? TO dm_web, dm_webhook, dm_worker, emqx', [name]);
  });
  const db = connectDatabase(configOf(name, 'admin'), { applicationName: 'test' });
  return {
    name,
    config: (role) => configOf(name, role),
    db,
    drop: async () => {
      await db.destroy();
      await asAdmin((admin) => admin.raw('DROP DATABASE IF EXISTS ?? WITH (FORCE)', [name]));
    },
  };
}
