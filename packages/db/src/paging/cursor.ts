import { createHash } from 'node:crypto';
import { AppError } from '@tpedm/domain';
import type { z } from 'zod';

const CHECKSUM_CHARACTERS = 8;

const checksumOf = (content: string): string =>
  createHash('sha256').update(content).digest('base64url').slice(0, CHECKSUM_CHARACTERS);

/**
 * Where a page ended: the sort values of its last row. Opaque to clients, who give it back as it is; the checksum finds out one
 * that was cut or altered. It guards nothing: a position that somebody forges is only a position.
 */
export function encodeCursor(position: readonly unknown[]): string {
  const content = Buffer.from(JSON.stringify(position)).toString('base64url');
  return `${content}.${checksumOf(content)}`;
}

/** @throws AppError INVALID_CURSOR when it is not one that we gave for this list */
export function decodeCursor<T extends z.ZodType>(schema: T, cursor: string): z.infer<T> {
  const [content = '', checksum] = cursor.split('.');
  const isWhole = checksum === checksumOf(content);
  const parsed = schema.safeParse(isWhole ? parseJson(Buffer.from(content, 'base64url').toString('utf8')) : undefined);
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
