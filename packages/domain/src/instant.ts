import { z } from 'zod';

/** To the nanosecond. ISO 8601 sets no limit, PostgreSQL refuses more than about a hundred digits. */
const MAX_CHARACTERS = '2026-11-22T00:00:00.123456789Z'.length;

/** An instant in UTC that somebody gives, which PostgreSQL can read. */
export const instantInputSchema = z.iso
  .datetime()
  .max(MAX_CHARACTERS)
  .refine((at) => !at.startsWith('0000'), 'must be in the year 0001 or later');
