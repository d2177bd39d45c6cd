import { AppError, type Category } from '@tpedm/domain';
import type { Database } from '../database.ts';

/** What came with the product is not changed by anybody but an upgrade. */
export const builtIn = (what: string, name: string): AppError =>
  new AppError(
    'OPERATION_BUILT_IN',
    `The ${what} ${name} came with the product and stays as it is; make one of your own instead`,
  );

/** @throws AppError CATEGORY_TAKEN */
export async function insertCategory(db: Database, name: string): Promise<Category> {
  const { rows } = await db.raw('INSERT INTO dm_category (name) VALUES (?) ON CONFLICT (name) DO NOTHING RETURNING id', [name]);
  if (rows.length === 0) throw new AppError('CATEGORY_TAKEN', `There is a category ${name} already`, { field: 'name' });
  return { id: rows[0].id, name, builtIn: false, operations: [] };
}

/** Removes a category with its operations; gives its name. @throws AppError CATEGORY_NOT_FOUND, OPERATION_BUILT_IN */
export async function deleteCategory(db: Database, id: string): Promise<string> {
  const { rows } = await db.raw(
    `SELECT name,
       built_in OR EXISTS (SELECT FROM dm_operation WHERE category_id = dm_category.id AND seed_key IS NOT NULL) AS built_in
     FROM dm_category WHERE id = ? FOR UPDATE`,
    [id],
  );
  if (rows.length === 0) throw new AppError('CATEGORY_NOT_FOUND', `There is no category ${id}`, { id });
  if (rows[0].built_in) throw builtIn('category', rows[0].name);
  await db.raw('DELETE FROM dm_category WHERE id = ?', [id]);
  return rows[0].name;
}

/** The id of the category of this name, which is made when there is none. */
export async function ensureCategory(db: Database, name: string): Promise<string> {
  const { rows } = await db.raw(
    'INSERT INTO dm_category (name) VALUES (?) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id',
    [name],
  );
  return rows[0].id;
}
