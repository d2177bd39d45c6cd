import { type CatalogueFile, type Category, catalogueFileSchema, commandJsonSchema, fromCommandJson } from '@tpedm/domain';
import { z } from 'zod';

export const EXPORT_FORMATS = ['tpedm', 'command-json'] as const;

/** The catalogue as a file says it, without what belongs to this installation. `own` leaves out what came with the product. */
export const toCatalogueFile = (categories: readonly Category[], scope: 'all' | 'own'): CatalogueFile => ({
  categories: categories
    .map(({ name, builtIn, operations }) => ({
      name,
      isKept: scope === 'all' || !builtIn || operations.some((operation) => !operation.builtIn),
      operations: operations
        .filter((operation) => scope === 'all' || !operation.builtIn)
        .map(({ id, category, builtIn, ...content }) => content),
    }))
    .filter(({ isKept }) => isKept)
    .map(({ name, operations }) => ({ name, operations })),
});

/** A file in either form: `categories` is ours, `category` that of older installations. */
export const importBodySchema = z.union([z.looseObject({ categories: z.unknown() }), z.looseObject({ category: z.unknown() })]);

/**
 * Reads the form that was meant, so that faults are named as the file has them.
 * @throws ZodError
 */
export const readImport = (body: z.infer<typeof importBodySchema>): CatalogueFile =>
  'categories' in body ? catalogueFileSchema.parse(body) : fromCommandJson(commandJsonSchema.parse(body));
