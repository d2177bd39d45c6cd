import type { CatalogueFile, ImportOutcome } from '@tpedm/domain';
import type { Database } from '../database.ts';

/**
 * Of a category or operation that a file names twice the last counts. Entries that came with the product stay as they are.
 * `xmax` is 0 in a row that was inserted, and not in one that was updated.
 */
const IMPORT_SQL = `
  WITH given AS (
    SELECT DISTINCT ON (entry.value ->> 'category', entry.value ->> 'name')
      entry.value ->> 'category' AS category, entry.ordinality, content.*
    FROM jsonb_array_elements(:operations::jsonb) WITH ORDINALITY AS entry,
      jsonb_to_record(entry.value) AS content (name text, method text, path text, "pathParams" jsonb, query jsonb,
                                               "requestBody" jsonb, dangerous boolean)
    ORDER BY entry.value ->> 'category', entry.value ->> 'name', entry.ordinality DESC
  ), merged AS (
    INSERT INTO dm_operation AS own (category_id, name, method, path, path_params, query, request_body, dangerous, position)
    SELECT category.id, given.name, given.method, given.path, given."pathParams", given.query,
           nullif(given."requestBody", 'null'), given.dangerous, given.ordinality
    FROM given JOIN dm_category AS category ON category.name = given.category
    ON CONFLICT (category_id, name) DO UPDATE SET
      method = excluded.method, path = excluded.path, path_params = excluded.path_params, query = excluded.query,
      request_body = excluded.request_body, dangerous = excluded.dangerous, position = excluded.position
    WHERE own.seed_key IS NULL
    RETURNING xmax = 0 AS is_added
  )
  SELECT (count(*) FILTER (WHERE is_added))::int AS added, (count(*) FILTER (WHERE NOT is_added))::int AS updated FROM merged`;

/** Adds and refreshes the customer's own entries, found by category and name. Call it inside a transaction. */
export async function importCatalogue(db: Database, file: CatalogueFile): Promise<ImportOutcome> {
  const categories = await db.raw(
    'INSERT INTO dm_category (name) SELECT DISTINCT unnest(?::text[]) ON CONFLICT (name) DO NOTHING RETURNING id',
    [file.categories.map(({ name }) => name)],
  );
  const operations = file.categories.flatMap(({ name: category, operations }) =>
    operations.map((operation) => ({ ...operation, category })),
  );
  const { rows } = await db.raw(IMPORT_SQL, { operations: JSON.stringify(operations) });
  return { categoriesAdded: categories.rows.length, operationsAdded: rows[0].added, operationsUpdated: rows[0].updated };
}
