import { databaseConfigSchema } from '@tpedm/db';
import { type Environment, listenSchema, logLevelSchema, readConfig, secretSchema } from '@tpedm/platform';
import { z } from 'zod';

const positiveSchema = z.coerce.number().int().min(1);

const configSchema = z.object({
  ...listenSchema.shape,
  ...databaseConfigSchema.shape,
  LOG_LEVEL: logLevelSchema,

  /** What the broker sends as `Authorization: Bearer TOKEN`; a second line is the token before it, still taken. */
  HOOK_TOKEN: z
    .string()
    .transform((lines) => lines.split('\n'))
    .pipe(z.array(secretSchema)),

  /** Events stored in one transaction at most, and their bodies' total size. */
  BATCH_MAX_EVENTS: positiveSchema.default(1_000),
  BATCH_MAX_BYTES: positiveSchema.default(8_000_000),
  /** Events waiting at most; the rest is answered 503 and stays with the broker. */
  QUEUE_MAX_EVENTS: positiveSchema.default(10_000),
  QUEUE_MAX_BYTES: positiveSchema.default(64_000_000),
  /** A request that is not stored by then is answered 503: an unanswered one would block its connection in the broker. */
  ANSWER_LIMIT_MS: positiveSchema.default(4_000),
});

export type Config = z.infer<typeof configSchema>;

export const parseConfig = (env: Environment): Config => readConfig(configSchema, env);
