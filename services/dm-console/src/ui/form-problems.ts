import { ApiError } from '../api/api-error.ts';

type Schema = { safeParse: (value: unknown) => { error?: { issues: { message: string }[] } | undefined } };

/** What a schema of the domain has against a value, as the text under a field; null when it is fine. */
export const problemWith = (schema: Schema, value: unknown): string | null =>
  schema.safeParse(value).error?.issues[0]?.message ?? null;

/** The field that the server refused, so that its message can stand there; null when the refusal is about no field. */
export const refusedField = (error: unknown): string | null =>
  error instanceof ApiError && typeof error.details.field === 'string' ? error.details.field : null;
