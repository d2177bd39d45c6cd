import { z } from 'zod';

export const MAX_PAGE_SIZE = 200;
export const DEFAULT_PAGE_SIZE = 50;

/** Query of every list: a page size, and the cursor that the page before gave. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE).meta({ description: 'Items a page' }),
  cursor: z.string().max(1_000).optional().meta({ description: 'nextCursor of the page before' }),
});
export type PageQuery = z.infer<typeof pageQuerySchema>;

/** Answer of every list; `nextCursor` is null on the last page, `total` counts what the filter matches. */
export const pageSchema = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: 'null on the last page' }),
    total: z.number().int().meta({ description: 'How many there are on all pages' }),
  });

export type Page<T> = { items: T[]; nextCursor: string | null; total: number };
