import { AppError } from '@tpedm/domain';
import type { z } from 'zod';

/** Where a page ended: the sort values of its last row. Opaque to clients, who give it back as it is. */
export const encodeCursor = (position: readonly unknown[]): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** @throws AppError INVALID_CURSOR when it is not one that we gave */
export function decodeCursor<T extends z.ZodType>(schema: T, cursor: string): z.infer<T> {
  const parsed = schema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new AppError('INVALID_CURSOR', 'cursor: take it from nextCursor of the page before, as it is', { field: 'cursor' });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
