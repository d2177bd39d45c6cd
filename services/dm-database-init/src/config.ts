import { databaseConfigSchema } from '@tpedm/db';
import { type Environment, logLevelSchema, readConfig, secretSchema } from '@tpedm/platform';
import type { z } from 'zod';

const DEFAULT_DB_INIT_DIR = new URL('../../../db-init/', import.meta.url).pathname;

/** `DATABASE_*` is the administrator's connection: it makes roles and the database, nothing else. */
const configSchema = databaseConfigSchema.extend({
  DATABASE_NAME: databaseConfigSchema.shape.DATABASE_NAME.unwrap().default('postgres'),
  TPEDM_DATABASE: databaseConfigSchema.shape.DATABASE_NAME.unwrap()
    .regex(/^[a-z][a-z0-9_]{0,62}$/)
    .default('tpedm'),
  DM_MIGRATE_PASSWORD: secretSchema,
  DM_WEB_PASSWORD: secretSchema,
  DM_WEBHOOK_PASSWORD: secretSchema,
  DM_WORKER_PASSWORD: secretSchema,
  EMQX_PASSWORD: secretSchema,
  DB_INIT_DIR: databaseConfigSchema.shape.DATABASE_HOST.default(DEFAULT_DB_INIT_DIR),
  LOG_LEVEL: logLevelSchema,
});
export type Config = z.infer<typeof configSchema>;

export const parseConfig = (env: Environment): Config => readConfig(configSchema, env);
