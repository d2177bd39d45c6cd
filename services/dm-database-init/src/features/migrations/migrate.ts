import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '@tpedm/db';

/** Applies the migrations that are missing, then the grants. Returns the names of those applied. */
export async function migrate(db: Database, dbInitDir: string): Promise<string[]> {
  const [, applied] = await db.migrate.latest({ directory: join(dbInitDir, 'migrations'), tableName: 'dm_migration' });
  await db.raw(readFileSync(join(dbInitDir, 'roles.sql'), 'utf8').replaceAll('?', '\\?'));
  return applied;
}
