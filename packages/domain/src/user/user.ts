import { z } from 'zod';
import { roleSchema } from '../auth/permissions.ts';
import { instantInputSchema } from '../instant.ts';
import { passwordSchema } from './password.ts';

const instantSchema = z.iso.datetime();

export const usernameSchema = z
  .string()
  .regex(/^[A-Za-z0-9._@-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, underscores, @ or hyphens');

export const userSchema = z
  .object({
    id: z.string(),
    username: z.string(),
    role: roleSchema,
    enabled: z.boolean(),
    createdAt: instantSchema,
    lastLoginAt: instantSchema.nullable(),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof userSchema>;

/** Who is signed in; the part of a user that every session knows. */
export const sessionUserSchema = userSchema.pick({ id: true, username: true, role: true });
export type SessionUser = z.infer<typeof sessionUserSchema>;

export const loginSchema = z.strictObject({ username: z.string().min(1).max(200), password: z.string().min(1).max(1_000) });
export const setupSchema = z.strictObject({
  setupToken: z.string().min(1).max(200),
  username: usernameSchema,
  password: passwordSchema,
});
export const userCreateSchema = z.strictObject({ username: usernameSchema, password: passwordSchema, role: roleSchema });
export const userUpdateSchema = z.strictObject({
  role: roleSchema.optional(),
  enabled: z.boolean().optional(),
  password: passwordSchema.optional(),
});
export const passwordChangeSchema = z.strictObject({
  currentPassword: z.string().min(1).max(1_000),
  newPassword: passwordSchema,
});

export const tokenCreateSchema = z.strictObject({
  name: z.string().trim().min(1).max(128),
  role: roleSchema.optional().meta({ description: 'Yours when left out' }),
  expiresAt: instantInputSchema.optional().meta({ description: 'Never when left out' }),
});
/** An API token; its secret is shown once, at creation. */
export const tokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    role: roleSchema,
    owner: z.string(),
    createdAt: instantSchema,
    expiresAt: instantSchema.nullable(),
    lastUsedAt: instantSchema.nullable(),
  })
  .meta({ id: 'Token' });
export type Token = z.infer<typeof tokenSchema>;
