import { z } from 'zod';

/** A browser in which somebody is signed in. */
export const sessionSchema = z
  .object({
    id: z.string(),
    isCurrent: z.boolean().meta({ description: 'Whether it is the one that asks' }),
    address: z.string().nullable().meta({ description: 'Where it was used last; null when that was not noted' }),
    userAgent: z.string().nullable().meta({ description: 'What the browser calls itself' }),
    startedAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().meta({ description: 'To ten minutes: a session in use renews itself as often' }),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof sessionSchema>;

export const sessionEndSchema = z.strictObject({
  currentPassword: z.string().min(1).max(1_000),
  id: z.uuid().optional().meta({ description: 'All but the one that asks when left out' }),
});
