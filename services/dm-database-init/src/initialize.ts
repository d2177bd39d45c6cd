import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectDatabase, type Database, seedCatalogue } from '@tpedm/db';
import { catalogueSeedSchema } from '@tpedm/domain';
import type { Logger } from '@tpedm/platform';
import type { Config } from './config.ts';
import { ensureDatabase } from './features/database/ensure-database.ts';
import { waitForPostgres } from './features/database/wait-for-postgres.ts';
import { migrate } from './features/migrations/migrate.ts';
import { ensureLoginRoles } from './features/roles/login-roles.ts';
import { verify } from './features/verify/verify.ts';

/** Any fixed number: two runs at once take turns. */
const ADVISORY_LOCK = 7_307_411;

/** Brings a PostgreSQL server to the state that the services expect. Safe to run at every start, and twice at once. */
export async function initialize(config: Config, log: Logger): Promise<void> {
  const admin = connectDatabase(config, { applicationName: 'dm-database-init', poolMax: 1 });
  try {
    await waitForPostgres(admin, log);
    await admin.raw('SELECT pg_advisory_lock(?)', [ADVISORY_LOCK]);
    await ensureLoginRoles(admin, config);
    const database = await ensureDatabase(admin, config.TPEDM_DATABASE);
    log.info('database is there', { database: config.TPEDM_DATABASE, state: database });
    await initializeSchema(config, log);
  } finally {
    await admin.destroy();
  }
}

async function initializeSchema(config: Config, log: Logger): Promise<void> {
  const owner = connectDatabase(
    {
      ...config,
      DATABASE_NAME: config.TPEDM_DATABASE,
      DATABASE_USER: 'dm_migrate',
      DATABASE_PASSWORD: config.DM_MIGRATE_PASSWORD,
    },
    { applicationName: 'dm-database-init', poolMax: 2 },
  );
  try {
    const applied = await migrate(owner, config.DB_INIT_DIR);
    log.info('schema is up to date', { applied });
    log.info('catalogue is up to date', await seed(owner, config.DB_INIT_DIR));
    await verify(owner);
  } finally {
    await owner.destroy();
  }
}

function seed(owner: Database, dbInitDir: string) {
  const file = JSON.parse(readFileSync(join(dbInitDir, 'seeds', 'operations.json'), 'utf8'));
  return seedCatalogue(owner, catalogueSeedSchema.parse(file));
}
