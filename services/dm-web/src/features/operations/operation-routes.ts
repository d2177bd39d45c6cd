import { readCatalogue } from '@tpedm/db';
import {
  catalogueFileSchema,
  categoryCreateSchema,
  categorySchema,
  commandJsonSchema,
  importOutcomeSchema,
  operationCreateSchema,
  operationSchema,
  toCommandJson,
} from '@tpedm/domain';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { idParams } from '../../http/id-params.ts';
import { type Route, route } from '../../http/route.ts';
import { EXPORT_FORMATS, importBodySchema, readImport, toCatalogueFile } from './catalogue-files.ts';

const TAG = 'Operations';
/** The delivered catalogue of 500 operations weighs 250 kB. */
const IMPORT_LIMIT_BYTES = 5_000_000;

export const operationRoutes = (deps: Deps): Route[] => [...catalogueRoutes(deps), ...fileRoutes(deps), ...ownRoutes(deps)];

const catalogueRoutes = ({ db, operations }: Deps): Route[] => [
  route({
    method: 'get',
    path: '/operations',
    access: 'operation:read',
    tag: TAG,
    summary: 'Read the catalogue of operations',
    responses: { 200: z.object({ categories: z.array(categorySchema) }) },
    handler: async () => ({ categories: await readCatalogue(db) }),
  }),
  route({
    method: 'post',
    path: '/categories',
    access: 'operation:write',
    tag: TAG,
    summary: 'Add a category',
    body: categoryCreateSchema,
    responses: { 201: categorySchema },
    errors: ['CATEGORY_TAKEN'],
    handler: ({ actor, body }) => operations.addCategory(actor, body.name),
  }),
  route({
    method: 'delete',
    path: '/categories/:id',
    access: 'operation:write',
    tag: TAG,
    summary: 'Remove a category of your own with its operations',
    params: idParams,
    responses: { 204: null },
    errors: ['CATEGORY_NOT_FOUND', 'OPERATION_BUILT_IN'],
    handler: ({ actor, params }) => operations.removeCategory(actor, params.id),
  }),
];

const ownRoutes = ({ operations }: Deps): Route[] => [
  route({
    method: 'post',
    path: '/operations',
    access: 'operation:write',
    tag: TAG,
    summary: 'Add an operation',
    description: 'A category that does not exist is made.',
    body: operationCreateSchema,
    responses: { 201: operationSchema },
    errors: ['OPERATION_TAKEN'],
    handler: ({ actor, body }) => operations.add(actor, body),
  }),
  route({
    method: 'put',
    path: '/operations/:id',
    access: 'operation:write',
    tag: TAG,
    summary: 'Replace an operation of your own',
    params: idParams,
    body: operationCreateSchema,
    responses: { 200: operationSchema },
    errors: ['OPERATION_NOT_FOUND', 'OPERATION_BUILT_IN', 'OPERATION_TAKEN'],
    handler: ({ actor, params, body }) => operations.replace(actor, params.id, body),
  }),
  route({
    method: 'delete',
    path: '/operations/:id',
    access: 'operation:write',
    tag: TAG,
    summary: 'Remove an operation of your own',
    params: idParams,
    responses: { 204: null },
    errors: ['OPERATION_NOT_FOUND', 'OPERATION_BUILT_IN'],
    handler: ({ actor, params }) => operations.remove(actor, params.id),
  }),
];

const fileRoutes = ({ db, operations }: Deps): Route[] => [
  route({
    method: 'get',
    path: '/operations/export',
    access: 'operation:read',
    tag: TAG,
    summary: 'Export the catalogue as a file',
    description:
      'format=command-json is the form of older installations; it has no place for parameters. ' +
      'scope=own leaves out what came with the product.',
    query: z.object({ format: z.enum(EXPORT_FORMATS).default('tpedm'), scope: z.enum(['all', 'own']).default('all') }),
    responses: { 200: z.union([catalogueFileSchema, commandJsonSchema]) },
    handler: async ({ query: { format, scope }, res }) => {
      const file = toCatalogueFile(await readCatalogue(db), scope);
      res.attachment(`tpedm-operations-${format}.json`);
      return format === 'tpedm' ? file : toCommandJson(file);
    },
  }),
  route({
    method: 'post',
    path: '/operations/import',
    access: 'operation:write',
    tag: TAG,
    summary: 'Import operations from a file',
    description:
      'Takes either form of the export, recognised by its shape. Operations of your own are found by category and name and ' +
      'replaced; what came with the product stays as it is.',
    body: importBodySchema,
    bodyLimitBytes: IMPORT_LIMIT_BYTES,
    responses: { 200: importOutcomeSchema },
    handler: ({ actor, body }) => operations.importFile(actor, readImport(body)),
  }),
];
