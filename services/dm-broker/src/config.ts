import { databaseConfigSchema } from '@tpedm/db';
import { type Environment, logLevelSchema, portSchema, readConfig, secretSchema } from '@tpedm/platform';
import { z } from 'zod';
import { apiKeysSchema } from './features/api/api-keys.ts';

const flagSchema = z.enum(['0', '1']).default('0');
const countSchema = z.coerce.number().int().min(1);

const configSchema = databaseConfigSchema
  .extend({
    /** Where devices come in. */
    HOST: z.string().default('127.0.0.1'),
    MQTT_PORT: portSchema.default(1883),
    MQTT_TLS_PORT: portSchema.optional(),
    MQTT_WS_PORT: portSchema.optional(),
    /** PEM texts; each may come as a file. */
    TLS_CERT: z.string().optional(),
    TLS_KEY: z.string().optional(),
    /** Where our services ask: the REST API, health and metrics. */
    API_HOST: z.string().default('127.0.0.1'),
    API_PORT: portSchema.default(18_083),
    API_KEYS: apiKeysSchema,
    HOOK_URL: z.url({ protocol: /^https?$/ }),
    HOOK_TOKEN: secretSchema,
    /** Limits of each listener and of each connection. */
    MAX_CONNECTIONS: countSchema.default(10_000),
    MAX_CONNECTIONS_PER_SECOND: countSchema.default(500),
    MAX_MESSAGES_PER_SECOND: countSchema.default(200),
    /** 1 opens `/api/v5/_test/faults`; never in production. */
    BROKER_FAULTS: flagSchema,
    LOG_LEVEL: logLevelSchema,
  })
  .refine(({ MQTT_TLS_PORT, TLS_CERT, TLS_KEY }) => MQTT_TLS_PORT === undefined || (TLS_CERT && TLS_KEY), {
    path: ['MQTT_TLS_PORT'],
    message: 'needs TLS_CERT and TLS_KEY (or TLS_CERT_FILE and TLS_KEY_FILE)',
  });

export type Config = z.infer<typeof configSchema>;

export const parseConfig = (env: Environment): Config => readConfig(configSchema, env);
