import { AppError } from '@tpedm/domain';

const MAX_DEPTH = 100;
const LONE_SURROGATE = /\p{Cs}/u;

/** Keys of objects and places in lists, from the outermost in. */
type Path = (string | number)[];

/**
 * Refuses what PostgreSQL cannot keep as text or jsonb: NUL characters, halves of surrogate pairs, nesting beyond its stack.
 * @throws AppError VALIDATION_FAILED that names the field
 */
export function requireStorable(input: unknown): void {
  requireStorableAt(input, []);
}

/** Keeps nothing but the path to where it looks: a list of a million numbers fits into one request. */
function requireStorableAt(value: unknown, path: Path): void {
  if (path.length > MAX_DEPTH) throw unstorable(path.slice(0, 3), `is nested more than ${MAX_DEPTH} levels deep`);
  if (typeof value === 'string') requireStorableText(value, path);
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) for (let index = 0; index < value.length; index += 1) descend(value[index], index, path);
  else for (const [key, child] of Object.entries(value)) descend(child, key, path);
}

function descend(child: unknown, key: string | number, path: Path): void {
  if (typeof key === 'string') requireStorableText(key, path);
  path.push(key);
  requireStorableAt(child, path);
  path.pop();
}

function requireStorableText(text: string, path: Path): void {
  if (text.includes('\u0000') || LONE_SURROGATE.test(text)) {
    throw unstorable(path, 'holds a character that cannot be stored (NUL or half of a surrogate pair)');
  }
}

function unstorable(path: Path, reason: string): AppError {
  const field = path.join('.') || 'body';
  return new AppError('VALIDATION_FAILED', `${field}: ${reason}`, { field });
}
