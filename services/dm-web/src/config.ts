import { databaseConfigSchema } from '@tpedm/db';
import { type Environment, listenSchema, logLevelSchema, portSchema, readConfig, secretSchema } from '@tpedm/platform';
import { z } from 'zod';

const configSchema = z.object({
  ...listenSchema.shape,
  ...databaseConfigSchema.shape,
  LOG_LEVEL: logLevelSchema,

  /** Where the broker's management API is, without `/api/v5`, for example http://emqx:18083; its key is `key:secret`. */
  BROKER_API_URL: z.url(),
  BROKER_API_KEY: secretSchema,

  /** Signs the access cookies; a new one ends every session. */
  JWT_SECRET: z.string().min(32, 'must have at least 32 characters'),
  /** Proves that who makes the first administrator is who installed TPEDM. */
  SETUP_TOKEN: secretSchema,

  /** The built console; without it a page says how to build it. */
  CONSOLE_DIR: z.string().optional(),
  /** PEM of the authority that signed the broker's certificate, for people to install on their gateways. */
  CA_CERTIFICATE: z.string().startsWith('-----BEGIN CERTIFICATE-----'),

  /** Where gateways find the broker; the host is taken from each request when left out. */
  PUBLIC_HOST: z.string().min(1).optional(),
  PUBLIC_MQTT_PORT: portSchema,
  PUBLIC_MQTT_TLS_PORT: portSchema,
  /** Address of the console as people type it; taken from each request when left out. */
  PUBLIC_URL: z.url().optional(),

  /** Address or subnet of the proxy whose X-Forwarded-* headers count; nobody's do when left out. */
  TRUST_PROXY: z.string().optional(),
  /** Requests a second that one address may make on average; five seconds' worth at once. */
  API_REQUESTS_PER_SECOND: z.coerce.number().int().min(1).default(200),
});

export type Config = z.infer<typeof configSchema>;

export const parseConfig = (env: Environment): Config => readConfig(configSchema, env);
