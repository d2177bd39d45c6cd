import type { CommandRequest } from '../command/command.ts';
import { normalizePath } from '../command/refusal.ts';
import type { OperationContent } from './operation.ts';

type Call = Pick<CommandRequest, 'method' | 'path'>;
type CatalogueEntry = Pick<OperationContent, 'method' | 'path' | 'dangerous'>;

/** Whether a call is one of `template`: the same path once both are normal, where a `{name}` stands for any one segment. */
export function matchesTemplate(path: string, template: string): boolean {
  const segments = normalizePath(path).split('/');
  const expected = normalizePath(template).split('/');
  return (
    segments.length === expected.length && expected.every((part, index) => /^\{[^{}]+\}$/.test(part) || part === segments[index])
  );
}

/**
 * Whether a call can do harm, so that it needs a permission of its own: when any entry of the catalogue that it matches is marked
 * so, and when it changes something and is not in the catalogue at all.
 */
export function isDangerousCall(call: Call, catalogue: readonly CatalogueEntry[]): boolean {
  const entries = catalogue.filter(({ method, path }) => method === call.method && matchesTemplate(call.path, path));
  return entries.length === 0 ? call.method !== 'GET' : entries.some(({ dangerous }) => dangerous);
}
