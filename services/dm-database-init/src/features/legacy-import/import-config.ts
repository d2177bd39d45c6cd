import { parseArgs } from 'node:util';
import { databaseConfigSchema } from '@tpedm/db';
import { type Environment, readConfig, secretSchema } from '@tpedm/platform';
import { z } from 'zod';
import { PASSWORD_FORMS } from './legacy-secret.ts';

/** A part of what dm-database-init gets: here the database is dm_web's, who may register devices and nothing more. */
const importConfigSchema = databaseConfigSchema
  .pick({ DATABASE_HOST: true, DATABASE_PORT: true, DATABASE_TLS: true, DATABASE_CA: true })
  .extend({
    TPEDM_DATABASE: databaseConfigSchema.shape.DATABASE_NAME,
    DM_WEB_PASSWORD: secretSchema,
  });
export type ImportConfig = z.infer<typeof importConfigSchema>;

export const parseImportConfig = (env: Environment): ImportConfig => readConfig(importConfigSchema, env);

const optionsSchema = z.object({
  passwords: z.enum(PASSWORD_FORMS, `--passwords must be one of ${PASSWORD_FORMS.join(', ')}`).default('auto'),
  trial: z.boolean().default(false),
});
export type ImportOptions = z.infer<typeof optionsSchema>;

/** @throws Error for an option that there is not */
export function parseImportOptions(words: string[]): ImportOptions {
  const { values } = parseArgs({ args: words, options: { passwords: { type: 'string' }, trial: { type: 'boolean' } } });
  const parsed = optionsSchema.safeParse(values);
  if (!parsed.success) throw new Error(parsed.error.issues[0]?.message);
  return parsed.data;
}
