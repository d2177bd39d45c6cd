import { parseArgs } from 'node:util';
import { type Environment, logLevelSchema, readConfig } from '@tpedm/platform';
import { z } from 'zod';
import { credentialsListSchema } from './features/fleet/credentials.ts';

const shareSchema = z.coerce.number().min(0).max(1).default(0);

const credentialsSchema = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a JSON list of {clientid, username, password}' });
      return z.NEVER;
    }
  })
  .pipe(credentialsListSchema);

const schema = z
  .object({
    MQTT_URL: z.url({ protocol: /^(?:mqtts?|wss?)$/ }).default('mqtt://127.0.0.1:1883'),
    MQTT_CA: z.string().optional(),
    CREDENTIALS: credentialsSchema.optional(),
    API_URL: z.url({ protocol: /^https?$/ }).optional(),
    API_TOKEN: z.string().min(1).optional(),
    COUNT: z.coerce.number().int().min(1).max(100_000).default(10),
    PREFIX: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,50}$/)
      .default('sim-'),
    STATE_DIR: z.string().optional(),
    SEED: z.string().default('tpedm'),
    SLOW: shareSchema,
    LOSSY: shareSchema,
    FLAPPING: shareSchema,
    TELEMETRY_SECONDS: z.coerce.number().min(0).default(30),
    LOG_LEVEL: logLevelSchema,
  })
  .refine(({ CREDENTIALS, API_URL }) => (CREDENTIALS === undefined) !== (API_URL === undefined), {
    path: ['CREDENTIALS_FILE'],
    message: 'give either --credentials FILE or --api URL',
  })
  .refine(({ API_URL, API_TOKEN, STATE_DIR }) => !API_URL || (API_TOKEN && STATE_DIR), {
    path: ['API_URL'],
    message: 'needs --token-file FILE and --state DIR too',
  });

export type Config = z.infer<typeof schema>;

/** Flags and the variable each stands for; a flag beats its variable. */
const VARIABLE_BY_FLAG = {
  mqtt: 'MQTT_URL',
  ca: 'MQTT_CA_FILE',
  credentials: 'CREDENTIALS_FILE',
  api: 'API_URL',
  'token-file': 'API_TOKEN_FILE',
  count: 'COUNT',
  prefix: 'PREFIX',
  state: 'STATE_DIR',
  seed: 'SEED',
  slow: 'SLOW',
  lossy: 'LOSSY',
  flapping: 'FLAPPING',
  telemetry: 'TELEMETRY_SECONDS',
  'log-level': 'LOG_LEVEL',
} as const;

/** @throws Error that names every flag or variable that is missing or wrong */
export function parseConfig(args: string[], env: Environment): Config {
  const flags = Object.keys(VARIABLE_BY_FLAG) as (keyof typeof VARIABLE_BY_FLAG)[];
  const options = Object.fromEntries(flags.map((flag) => [flag, { type: 'string' as const }]));
  const { values } = parseArgs({ args, options, strict: true });
  const given = flags.flatMap((flag) => (values[flag] === undefined ? [] : [[VARIABLE_BY_FLAG[flag], String(values[flag])]]));
  return readConfig(schema, { ...env, ...Object.fromEntries(given) });
}
