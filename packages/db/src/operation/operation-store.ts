import { AppError, type Operation, type OperationContent } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { violatedConstraint } from '../database-error.ts';
import { builtIn, ensureCategory } from './category-store.ts';

/** @throws AppError OPERATION_TAKEN */
async function naming<T>(operation: { name: string; category: string }, change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (violatedConstraint(error) !== 'dm_operation_category_id_name_key') throw error;
    const message = `The category ${operation.category} has an operation ${operation.name} already`;
    throw new AppError('OPERATION_TAKEN', message, { field: 'name' });
  }
}

export type NewOperation = OperationContent & { category: string };

const contentBindings = (operation: OperationContent) => ({
  name: operation.name,
  method: operation.method,
  path: operation.path,
  pathParams: JSON.stringify(operation.pathParams),
  query: JSON.stringify(operation.query),
  requestBody: operation.requestBody === null ? null : JSON.stringify(operation.requestBody),
  dangerous: operation.dangerous,
});

/** Makes its category too when there is none of the name. @throws AppError OPERATION_TAKEN */
export async function insertOperation(db: Database, operation: NewOperation): Promise<Operation> {
  const categoryId = await ensureCategory(db, operation.category);
  const { rows } = await naming(
    operation,
    db.raw(
      `INSERT INTO dm_operation (category_id, name, method, path, path_params, query, request_body, dangerous)
       VALUES (:categoryId, :name, :method, :path, :pathParams::jsonb, :query::jsonb, :requestBody::jsonb, :dangerous)
       RETURNING id`,
      { categoryId, ...contentBindings(operation) },
    ),
  );
  return { ...operation, id: rows[0].id, builtIn: false };
}

/** Replaces one of the customer's own. @throws AppError OPERATION_NOT_FOUND, OPERATION_BUILT_IN, OPERATION_TAKEN */
export async function replaceOperation(db: Database, id: string, operation: NewOperation): Promise<Operation> {
  await requireOwn(db, id);
  const categoryId = await ensureCategory(db, operation.category);
  await naming(
    operation,
    db.raw(
      `UPDATE dm_operation SET category_id = :categoryId, name = :name, method = :method, path = :path,
         path_params = :pathParams::jsonb, query = :query::jsonb, request_body = :requestBody::jsonb, dangerous = :dangerous
       WHERE id = :id`,
      { id, categoryId, ...contentBindings(operation) },
    ),
  );
  return { ...operation, id, builtIn: false };
}

/** Removes one of the customer's own; gives its name. @throws AppError OPERATION_NOT_FOUND, OPERATION_BUILT_IN */
export async function deleteOperation(db: Database, id: string): Promise<string> {
  const name = await requireOwn(db, id);
  await db.raw('DELETE FROM dm_operation WHERE id = ?', [id]);
  return name;
}

async function requireOwn(db: Database, id: string): Promise<string> {
  const { rows } = await db.raw('SELECT name, seed_key FROM dm_operation WHERE id = ? FOR UPDATE', [id]);
  if (rows.length === 0) throw new AppError('OPERATION_NOT_FOUND', `There is no operation ${id}`, { id });
  if (rows[0].seed_key !== null) throw builtIn('operation', rows[0].name);
  return rows[0].name;
}
