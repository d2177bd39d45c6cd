import {
  type Database,
  deleteCategory,
  deleteOperation,
  importCatalogue,
  insertCategory,
  insertOperation,
  type NewOperation,
  replaceOperation,
} from '@tpedm/db';
import type { CatalogueFile, Category, ImportOutcome, Operation } from '@tpedm/domain';
import { audit } from '../../http/audit.ts';
import type { Actor } from '../../http/route.ts';

export type OperationService = {
  addCategory: (actor: Actor, name: string) => Promise<Category>;
  removeCategory: (actor: Actor, id: string) => Promise<void>;
  add: (actor: Actor, operation: NewOperation) => Promise<Operation>;
  replace: (actor: Actor, id: string, operation: NewOperation) => Promise<Operation>;
  remove: (actor: Actor, id: string) => Promise<void>;
  importFile: (actor: Actor, file: CatalogueFile) => Promise<ImportOutcome>;
};

const callOf = ({ category, name, method, path }: NewOperation) => ({ category, name, method, path });

/** Changes to the customer's own part of the catalogue, each with its audit row. */
export function createOperationService(db: Database): OperationService {
  return {
    addCategory: (actor, name) =>
      db.transaction(async (trx) => {
        const category = await insertCategory(trx, name);
        await audit(trx, actor, 'category.create', category.id, { name });
        return category;
      }),
    removeCategory: (actor, id) =>
      db.transaction(async (trx) => {
        const name = await deleteCategory(trx, id);
        await audit(trx, actor, 'category.delete', id, { name });
      }),
    add: (actor, content) =>
      db.transaction(async (trx) => {
        const operation = await insertOperation(trx, content);
        await audit(trx, actor, 'operation.create', operation.id, callOf(content));
        return operation;
      }),
    replace: (actor, id, content) =>
      db.transaction(async (trx) => {
        const operation = await replaceOperation(trx, id, content);
        await audit(trx, actor, 'operation.update', id, callOf(content));
        return operation;
      }),
    remove: (actor, id) =>
      db.transaction(async (trx) => {
        const name = await deleteOperation(trx, id);
        await audit(trx, actor, 'operation.delete', id, { name });
      }),
    importFile: (actor, file) =>
      db.transaction(async (trx) => {
        const outcome = await importCatalogue(trx, file);
        await audit(trx, actor, 'operation.import', null, outcome);
        return outcome;
      }),
  };
}
