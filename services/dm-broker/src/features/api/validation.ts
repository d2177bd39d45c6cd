import type { z } from 'zod';
import { badRequest } from './api-fault.ts';

type Issue = z.core.$ZodIssue;

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((found, key) => (found as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

/** EMQX counts list entries from 1. */
const pathText = (root: string, path: readonly PropertyKey[]): string =>
  [root, ...path.map((key) => (typeof key === 'number' ? key + 1 : String(key)))].filter((part) => part !== '').join('.');

function describe(issue: Issue, root: string, input: unknown): object {
  const kind = 'validation_error';
  const path = pathText(root, issue.path);
  if (issue.code === 'unrecognized_keys') return { unknown: issue.keys.join(','), reason: 'unknown_fields', path, kind };
  const value = valueAt(input, issue.path);
  return value === undefined ? { reason: 'required_field', path, kind } : { value, reason: issue.message, path, kind };
}

function validate<T extends z.ZodType>(schema: T, input: unknown, root: string): z.infer<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => describe(issue, root, input));
  // EMQX puts the description into the message, as a JSON text of its own
  throw badRequest(JSON.stringify(faults.length === 1 ? faults[0] : faults));
}

export const validateBody = <T extends z.ZodType>(schema: T, body: unknown): z.infer<T> => validate(schema, body, 'root');
export const validateQuery = <T extends z.ZodType>(schema: T, query: unknown): z.infer<T> => validate(schema, query, '');
