import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '@tpedm/db';

const TABLE = 'dm_migration';

/**
 * Applies the migrations that are missing, then the grants. Returns the names of those applied.
 * @throws Error when the database has migrations that this version does not know
 */
export async function migrate(db: Database, dbInitDir: string): Promise<string[]> {
  const directory = join(dbInitDir, 'migrations');
  await refuseNewerSchema(db, directory);
  const [, applied] = await db.migrate.latest({ directory, tableName: TABLE });
  await db.raw(readFileSync(join(dbInitDir, 'roles.sql'), 'utf8').replaceAll('?', '\\?'));
  return applied;
}

async function refuseNewerSchema(db: Database, directory: string): Promise<void> {
  if (!(await db.schema.hasTable(TABLE))) return;
  const known = new Set(readdirSync(directory));
  const newer = (await db(TABLE).pluck<string[]>('name')).filter((name) => !known.has(name));
  if (newer.length === 0) return;
  throw new Error(
    `The database is of a newer version of TPEDM (${newer.join(', ')}): run that version, or restore a backup that this one has made`,
  );
}
