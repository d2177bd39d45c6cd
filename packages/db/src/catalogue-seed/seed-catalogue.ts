import type { CatalogueSeed, OperationSeed } from '@tpedm/domain';
import type { Database } from '../database.ts';

export type SeedOutcome = { categories: number; operations: number; removed: number };

/**
 * Brings the delivered catalogue up to date: adds what is new, refreshes what is known by its key, removes what is no longer
 * delivered. The customer's own entries (no key) stay as they are; where one has the name of a delivered one, it wins.
 */
export function seedCatalogue(db: Database, seed: CatalogueSeed): Promise<SeedOutcome> {
  return db.transaction(async (trx) => {
    let operations = 0;
    for (const [position, category] of seed.categories.entries()) {
      const categoryId = await upsertCategory(trx, category.name, position);
      await upsertOperations(trx, categoryId, category.operations);
      operations += category.operations.length;
    }
    const keys = seed.categories.flatMap((category) => category.operations.map(({ key }) => key));
    const removed = await removeUndelivered(trx, keys);
    return { categories: seed.categories.length, operations, removed };
  });
}

async function upsertCategory(db: Database, name: string, position: number): Promise<string> {
  const { rows } = await db.raw(
    `INSERT INTO dm_category (name, position, built_in) VALUES (?, ?, true)
     ON CONFLICT (name) DO UPDATE SET position = excluded.position, built_in = true
     RETURNING id`,
    [name, position],
  );
  return rows[0].id;
}

async function upsertOperations(db: Database, categoryId: string, operations: readonly OperationSeed[]): Promise<void> {
  const rows = operations.map((operation, position) => ({ ...operation, position }));
  await db.raw(
    `INSERT INTO dm_operation (category_id, name, method, path, path_params, query, request_body, dangerous, position, seed_key)
     SELECT ?, seed.name, seed.method, seed.path, seed."pathParams", seed.query, nullif(seed."requestBody", 'null'), seed.dangerous,
            seed.position, seed.key
     FROM jsonb_to_recordset(?::jsonb) AS seed (key text, name text, method text, path text, "pathParams" jsonb, query jsonb,
                                                "requestBody" jsonb, dangerous boolean, position integer)
     WHERE NOT EXISTS (SELECT FROM dm_operation AS own
                       WHERE own.category_id = ? AND own.name = seed.name AND own.seed_key IS DISTINCT FROM seed.key)
     ON CONFLICT (seed_key) DO UPDATE SET
       category_id = excluded.category_id, name = excluded.name, method = excluded.method, path = excluded.path,
       path_params = excluded.path_params, query = excluded.query, request_body = excluded.request_body,
       dangerous = excluded.dangerous, position = excluded.position`,
    [categoryId, JSON.stringify(rows), categoryId],
  );
}

async function removeUndelivered(db: Database, keys: readonly string[]): Promise<number> {
  const { rowCount } = await db.raw('DELETE FROM dm_operation WHERE seed_key IS NOT NULL AND NOT (seed_key = ANY (?::text[]))', [
    [...keys],
  ]);
  await db.raw(
    `DELETE FROM dm_category WHERE built_in
     AND NOT EXISTS (SELECT FROM dm_operation WHERE dm_operation.category_id = dm_category.id)`,
  );
  return rowCount;
}
