import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Environment, portSchema, readConfig } from '@tpedm/platform';
import { z } from 'zod';

const PROJECT_DIR = new URL('../../../', import.meta.url).pathname;

const configSchema = z.object({
  /** Where everything is kept: data, secrets, certificates, logs. */
  TPEDM_HOME: z.string().default(`${PROJECT_DIR}.tpedm`),
  /** Address that people and gateways reach; loopback unless told otherwise. */
  HOST: z.string().default('127.0.0.1'),
  /** Name that gateways are told to connect to; also put into the certificate. */
  PUBLIC_HOST: z.string().optional(),
  HTTP_PORT: portSchema.default(8080),
  MQTT_PORT: portSchema.default(1883),
  MQTT_TLS_PORT: portSchema.default(8883),
  MQTT_WS_PORT: portSchema.default(8083),
  BROKER_API_PORT: portSchema.default(18083),
  /** Internal ports; free ones unless told otherwise. */
  HOOK_PORT: portSchema.default(0),
  WORKER_PORT: portSchema.default(0),
  POSTGRES_PORT: portSchema.default(0),
  SETUP_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  /** Administrator's address of a PostgreSQL that is running already; unset: an embedded one. */
  DATABASE_URL: z.url({ protocol: /^postgres(?:ql)?$/ }).optional(),
  /** 1 lets a test make events of the broker go wrong (`/api/v5/_test/faults` of dm-broker). */
  BROKER_FAULTS: z.enum(['0', '1']).default('0'),
  /** How often presence is compared with the broker. */
  RECONCILE_EVERY_MS: z.coerce.number().int().min(1).default(30_000),
  /** Handed on to the services. */
  PATH: z.string().default(''),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
});

/** `demo`: how many simulated gateways to run beside it. */
export type Config = z.infer<typeof configSchema> & { demo: number };

/**
 * @param args command line behind the program's name: `--demo COUNT`
 * @throws Error that names what is wrong
 */
export function parseConfig(env: Environment, args: readonly string[]): Config {
  const { values } = parseArgs({ args: [...args], options: { demo: { type: 'string', default: '0' } } });
  const demo = z.coerce.number().int().min(0).max(10_000).safeParse(values.demo);
  if (!demo.success) throw new Error('--demo takes the number of simulated gateways, 0 to 10000');
  const config = readConfig(configSchema, env);
  return { ...config, TPEDM_HOME: resolve(config.TPEDM_HOME), demo: demo.data };
}
