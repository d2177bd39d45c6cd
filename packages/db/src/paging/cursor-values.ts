import { instantInputSchema } from '@tpedm/domain';
import { z } from 'zod';

/** An instant in UTC to the microsecond, as `cursorInstantSql` gives it: a JavaScript date would lose the end of it. */
export const cursorInstantSchema = z.union([
  z.literal('-infinity'),
  z.string().refine((at) => instantInputSchema.safeParse(`${at}Z`).success),
]);
export const cursorInstantSql = (column: string): string => `replace((${column} AT TIME ZONE 'UTC')::text, ' ', 'T')`;
/** The way back, for a binding. */
export const CURSOR_INSTANT_BINDING = "?::timestamp AT TIME ZONE 'UTC'";

/** PostgreSQL has no text with NUL in it. */
export const cursorTextSchema = z.string().refine((text) => !text.includes('\0'));
