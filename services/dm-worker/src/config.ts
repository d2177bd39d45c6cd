import { databaseConfigSchema } from '@tpedm/db';
import { type Environment, listenSchema, logLevelSchema, readConfig } from '@tpedm/platform';
import { z } from 'zod';

const positiveSchema = z.coerce.number().int().min(1);

const configSchema = z.object({
  ...listenSchema.shape,
  ...databaseConfigSchema.shape,
  LOG_LEVEL: logLevelSchema,

  BROKER_API_URL: z.url({ protocol: /^https?$/ }),
  BROKER_API_KEY: z.string().regex(/^[^:]+:.+$/, 'must be an API key as key:secret'),
  BROKER_API_TIMEOUT_MS: positiveSchema.default(5_000),

  /** How often to look for queued commands when no notice comes. */
  POLL_MS: positiveSchema.default(2_000),
  CLAIM_MAX_COMMANDS: positiveSchema.max(1_000).default(100),
  /** A worker that has not settled its claim by then counts as dead: well above the time that publishing may take. */
  CLAIM_LEASE_MS: positiveSchema.default(20_000),
  EXPIRY_SWEEP_MS: positiveSchema.default(1_000),
  RECONCILE_EVERY_MS: positiveSchema.default(30_000),
  RETENTION_EVERY_MS: positiveSchema.default(3_600_000),
  EVENT_KEEP_MONTHS: positiveSchema.default(12),
  COMMAND_KEEP_DAYS: positiveSchema.default(90),
});

export type Config = z.infer<typeof configSchema>;

export const parseConfig = (env: Environment): Config => readConfig(configSchema, env);
