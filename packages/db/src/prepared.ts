import type { Knex } from 'knex';
import type { Database } from './database.ts';

/**
 * Runs a statement that each connection prepares once under `name` and then only executes: for statements of a hot path, whose
 * planning would cost as much as their work. One name, one text.
 */
export async function runPrepared<Row>(
  db: Database,
  name: string,
  sql: string,
  bindings: readonly Knex.RawBinding[] | Knex.ValueDict,
): Promise<Row[]> {
  const { rows } = await db.raw<{ rows: Row[] }>(sql, bindings).options({ name });
  return rows;
}
