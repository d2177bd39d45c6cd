import { idSchema, type Page } from '@tpedm/domain';
import { z } from 'zod';
import { encodeCursor } from './cursor.ts';

/** Position in a list that is in the order of its ids. */
export const idPositionSchema = z.tuple([idSchema]);

/** One page of a list in the order of its ids. `found` holds one row more than `limit` when more follow. */
export function idPage<Row extends { id: string }, T>(options: {
  found: readonly Row[];
  limit: number;
  total: unknown;
  toItem: (row: Row) => T;
}): Page<T> {
  const { found, limit, total, toItem } = options;
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    items: rows.map(toItem),
    nextCursor: last && found.length > limit ? encodeCursor([last.id]) : null,
    total: Number(total),
  };
}
