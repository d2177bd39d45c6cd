import { z } from 'zod';
import { httpMethodSchema, jsonSchema } from '../command/command.ts';

/** One parameter of an operation: a `{name}` in its path, or a query item appended to the path. */
export const parameterSchema = z.strictObject({
  type: z.enum(['string', 'integer', 'number', 'boolean']).default('string'),
  example: z.union([z.string(), z.number(), z.boolean()]).optional(),
  required: z.boolean().optional(),
  description: z.string().max(500).optional(),
  values: z.array(z.union([z.string(), z.number()])).optional(),
});
export type Parameter = z.infer<typeof parameterSchema>;

const parametersSchema = z.record(z.string().min(1).max(64), parameterSchema).default({});
const categoryNameSchema = z.string().trim().min(1).max(128);

/** What a catalogue entry says: a named REST call, its parameters, an example body and whether it can do harm. */
export const operationContentSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  method: httpMethodSchema,
  path: z.string().min(1).max(500).startsWith('/'),
  pathParams: parametersSchema,
  query: parametersSchema,
  requestBody: jsonSchema.nullable().default(null),
  dangerous: z.boolean().default(false),
});
export type OperationContent = z.infer<typeof operationContentSchema>;

/** `builtIn`: delivered with the product, refreshed by upgrades and not editable. */
export const operationSchema = operationContentSchema
  .extend({ id: z.string(), category: z.string(), builtIn: z.boolean() })
  .meta({ id: 'Operation' });
export type Operation = z.infer<typeof operationSchema>;

export const categorySchema = z
  .object({ id: z.string(), name: z.string(), builtIn: z.boolean(), operations: z.array(operationSchema) })
  .meta({ id: 'Category' });
export type Category = z.infer<typeof categorySchema>;

export const categoryCreateSchema = z.strictObject({ name: categoryNameSchema });
export const operationCreateSchema = operationContentSchema.extend({ category: categoryNameSchema });

/** A catalogue entry as it is delivered with the product; `key` finds it again on an upgrade, even if its name has changed. */
export const operationSeedSchema = operationContentSchema.extend({ key: z.string().min(1).max(200) });
export type OperationSeed = z.infer<typeof operationSeedSchema>;
export const catalogueSeedSchema = z.strictObject({
  categories: z.array(z.strictObject({ name: categoryNameSchema, operations: z.array(operationSeedSchema) })),
});
export type CatalogueSeed = z.infer<typeof catalogueSeedSchema>;

/** Form in which a catalogue is written to a file and read from one. */
export const catalogueFileSchema = z.strictObject({
  categories: z.array(z.strictObject({ name: categoryNameSchema, operations: z.array(operationContentSchema) })).max(500),
});
export type CatalogueFile = z.infer<typeof catalogueFileSchema>;

/** What an import changed. Entries that came with the product are left as they are, and not counted. */
export const importOutcomeSchema = z.object({
  categoriesAdded: z.number().int(),
  operationsAdded: z.number().int(),
  operationsUpdated: z.number().int(),
});
export type ImportOutcome = z.infer<typeof importOutcomeSchema>;
