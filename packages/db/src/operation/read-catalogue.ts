import type { Category, HttpMethod, Operation, OperationContent, Parameter } from '@tpedm/domain';
import type { Database } from '../database.ts';

type OperationRow = {
  id: string;
  category: string;
  name: string;
  method: HttpMethod;
  path: string;
  path_params: Record<string, Parameter>;
  query: Record<string, Parameter>;
  request_body: unknown;
  dangerous: boolean;
  built_in: boolean;
};

const OPERATION_COLUMNS = `
  operation.id, category.name AS category, operation.name, operation.method, operation.path, operation.path_params,
  operation.query, operation.request_body, operation.dangerous, operation.seed_key IS NOT NULL AS built_in`;

const toOperation = (row: OperationRow): Operation => ({
  id: row.id,
  category: row.category,
  name: row.name,
  method: row.method,
  path: row.path,
  pathParams: row.path_params,
  query: row.query,
  requestBody: row.request_body,
  dangerous: row.dangerous,
  builtIn: row.built_in,
});

/** The whole catalogue, in the order in which it is shown. */
export async function readCatalogue(db: Database): Promise<Category[]> {
  const [categories, operations] = await Promise.all([
    db.raw<{ rows: { id: string; name: string; built_in: boolean }[] }>(
      'SELECT id, name, built_in FROM dm_category ORDER BY built_in DESC, position, name',
    ),
    db.raw<{ rows: OperationRow[] }>(
      `SELECT ${OPERATION_COLUMNS}
       FROM dm_operation AS operation JOIN dm_category AS category ON category.id = operation.category_id
       ORDER BY operation.seed_key IS NULL, operation.position, operation.name`,
    ),
  ]);
  const byCategory = groupByCategory(operations.rows.map(toOperation));
  return categories.rows.map(({ id, name, built_in }) => ({
    id,
    name,
    builtIn: built_in,
    operations: byCategory.get(name) ?? [],
  }));
}

function groupByCategory(operations: readonly Operation[]): Map<string, Operation[]> {
  const groups = new Map<string, Operation[]>();
  for (const operation of operations) {
    const group = groups.get(operation.category);
    if (group) group.push(operation);
    else groups.set(operation.category, [operation]);
  }
  return groups;
}

/** Entries that a call may be one of: those of its very path (`path` is normal), and those with a parameter in their path. */
export async function findCallCandidates(
  db: Database,
  { method, path }: Pick<OperationContent, 'method' | 'path'>,
): Promise<Pick<OperationContent, 'method' | 'path' | 'dangerous'>[]> {
  const { rows } = await db.raw(
    `SELECT method, path, dangerous FROM dm_operation WHERE method = ? AND (lower(path) = ? OR strpos(path, '{') > 0)`,
    [method, path],
  );
  return rows;
}
