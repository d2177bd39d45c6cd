import { AppError } from '@tpedm/domain';

const MAX_DEPTH = 100;
const LONE_SURROGATE = /\p{Cs}/u;

/**
 * Refuses what PostgreSQL cannot keep as text or jsonb: NUL characters, halves of surrogate pairs, nesting beyond its stack.
 * @throws AppError VALIDATION_FAILED that names the field
 */
export function requireStorable(input: unknown): void {
  const waiting = [{ value: input, path: [] as string[] }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, path } = next;
    if (path.length > MAX_DEPTH) throw unstorable(path.slice(0, 3), `is nested more than ${MAX_DEPTH} levels deep`);
    if (typeof value === 'string') requireStorableText(value, path);
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      requireStorableText(key, path);
      waiting.push({ value: child, path: [...path, key] });
    }
  }
}

function requireStorableText(text: string, path: string[]): void {
  if (text.includes('\u0000') || LONE_SURROGATE.test(text)) {
    throw unstorable(path, 'holds a character that cannot be stored (NUL or half of a surrogate pair)');
  }
}

function unstorable(path: string[], reason: string): AppError {
  const field = path.join('.') || 'body';
  return new AppError('VALIDATION_FAILED', `${field}: ${reason}`, { field });
}
