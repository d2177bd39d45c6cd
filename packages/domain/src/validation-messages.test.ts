import { expect, test } from '@jest/globals';
import { z } from 'zod';
import './index.ts';

const messageOf = (schema: z.ZodType, value: unknown): string | undefined => schema.safeParse(value).error?.issues[0]?.message;

test.each<[z.ZodType, unknown, string]>([
  [z.string(), undefined, 'is missing'],
  [z.string(), 7, 'must be a text'],
  [z.int(), 1.5, 'must be a whole number'],
  [z.coerce.number(), 'many', 'must be a number'],
  [z.array(z.string()), {}, 'must be a list'],
  [z.string().min(1), '', 'must not be empty'],
  [z.string().min(8), 'x', 'must have at least 8 characters'],
  [z.string().max(1), 'xx', 'must have at most 1 character'],
  [z.array(z.string()).max(2), ['a', 'b', 'c'], 'must have at most 2 entries'],
  [z.number().min(1).max(60), 0, 'must be at least 1'],
  [z.number().min(1).max(60), 61, 'must be at most 60'],
  [z.enum(['off', 'verify']), 'maybe', 'must be one of off, verify'],
  [z.literal(1), 2, 'must be 1'],
  [z.iso.datetime(), 'yesterday', 'must be a date and time such as 2026-11-22T09:30:00Z'],
  [z.string().regex(/^[a-z]+$/), 'A', 'has characters or a form that is not allowed'],
  [z.strictObject({}), { a: 1, b: 2 }, 'must not have "a", "b"'],
  [z.string().min(16, 'is too easy to guess'), 'x', 'is too easy to guess'],
])('%#: a person can act on what is said', (schema, value, message) => {
  expect(messageOf(schema, value)).toBe(message);
});
