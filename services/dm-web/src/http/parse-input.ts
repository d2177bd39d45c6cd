import { AppError } from '@tpedm/domain';
import type { Request } from 'express';
import type { z } from 'zod';
import type { Route } from './route.ts';
import { requireStorable } from './storable.ts';

export type ParsedInput = { params: unknown; query: unknown; body: unknown };

/**
 * Everything a request brings, by the schemas of its route. Without a schema it is `{}` (params, query) or undefined (body).
 * @throws ZodError, or AppError VALIDATION_FAILED: both are answered as 400 with the field named
 */
export function parseInput(entry: Route, req: Request): ParsedInput {
  requireKnownQuery(entry, req.query);
  return {
    params: parse(entry.params, req.params, {}),
    query: parse(entry.query, req.query, {}),
    body: parse(entry.body, req.body, undefined),
  };
}

function parse(schema: z.ZodType | undefined, value: unknown, fallback: unknown): unknown {
  if (!schema) return fallback;
  requireStorable(value);
  return schema.parse(value);
}

/** A misspelt filter that is passed over would answer with everything. */
function requireKnownQuery({ query: schema }: Route, query: Request['query']): void {
  for (const [field, value] of Object.entries(query)) {
    if (!schema || !Object.hasOwn(schema.shape, field)) {
      throw new AppError('VALIDATION_FAILED', `${field}: is not known here`, { field });
    }
    if (Array.isArray(value)) throw new AppError('VALIDATION_FAILED', `${field}: is given more than once`, { field });
  }
}
