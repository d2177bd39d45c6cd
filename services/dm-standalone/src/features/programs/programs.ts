import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import type { Home } from '../home/home.ts';
import type { Ports } from '../ports/claim-ports.ts';
import type { Program } from '../supervisor/run-once.ts';
import type { Service } from '../supervisor/start-service.ts';
import type { DatabaseAddress } from './database-address.ts';

const SERVICES_DIR = new URL('../../../../', import.meta.url).pathname;
const entryOf = (name: string): string => join(SERVICES_DIR, name, 'dist', 'main.js');

/** A service that listens on all addresses is asked on loopback. */
const readyUrl = (host: string, port: number): string =>
  `http://${['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host}:${port}/health/ready`;

/** Everything that the services' configurations are made from. */
export type Setting = { config: Config; home: Home; ports: Ports; database: DatabaseAddress };

/** What gateways are told to connect to. */
export const publicHost = ({ HOST, PUBLIC_HOST }: Config): string =>
  PUBLIC_HOST ?? (HOST === '127.0.0.1' ? 'localhost' : ['0.0.0.0', '::'].includes(HOST) ? hostname() : HOST);

const common = ({ config }: Pick<Setting, 'config'>): Record<string, string> => ({
  PATH: config.PATH,
  LOG_LEVEL: config.LOG_LEVEL,
  NODE_ENV: 'production',
});

function serverEnv({ database }: Setting): Record<string, string> {
  return { DATABASE_HOST: database.host, DATABASE_PORT: String(database.port), DATABASE_TLS: database.tls };
}

/** How a service logs in to PostgreSQL, as its own role. `folder` is where its secrets are. */
function databaseEnv(setting: Setting, role: string, passwordFile: string): Record<string, string> {
  return { ...serverEnv(setting), DATABASE_NAME: 'tpedm', DATABASE_USER: role, DATABASE_PASSWORD_FILE: passwordFile };
}

/** Makes secrets and certificates; needs nothing else, so it runs first. */
export function secretsProgram({ config, home }: Pick<Setting, 'config' | 'home'>): Program {
  const env = {
    ...common({ config }),
    VAULT_DIR: home.vaultDir,
    SECRETS_DIR: home.secretsDir,
    PUBLIC_HOST: publicHost(config),
    CERTIFICATE_NAMES: 'localhost,127.0.0.1',
  };
  return { name: 'dm-secrets', entry: entryOf('dm-secrets'), env };
}

export function databaseInitProgram(setting: Setting): Program {
  const { database, home } = setting;
  const file = (name: string): string => join(home.secretsDir, 'dm-database-init', name);
  const env = {
    ...common(setting),
    ...serverEnv(setting),
    DATABASE_NAME: database.database,
    DATABASE_USER: database.user,
    DATABASE_PASSWORD: database.password,
    DM_MIGRATE_PASSWORD_FILE: file('dm-migrate-password'),
    DM_WEB_PASSWORD_FILE: file('dm-web-password'),
    DM_WEBHOOK_PASSWORD_FILE: file('dm-webhook-password'),
    DM_WORKER_PASSWORD_FILE: file('dm-worker-password'),
    EMQX_PASSWORD_FILE: file('emqx-password'),
  };
  return { name: 'dm-database-init', entry: entryOf('dm-database-init'), env };
}

export function brokerService(setting: Setting): Service {
  const { config, home, ports } = setting;
  const file = (name: string): string => join(home.secretsDir, 'emqx', name);
  const env = {
    ...common(setting),
    ...databaseEnv(setting, 'emqx', file('database-password')),
    HOST: config.HOST,
    API_HOST: '127.0.0.1',
    MQTT_PORT: String(ports.MQTT_PORT),
    MQTT_TLS_PORT: String(ports.MQTT_TLS_PORT),
    MQTT_WS_PORT: String(ports.MQTT_WS_PORT),
    API_PORT: String(ports.BROKER_API_PORT),
    TLS_CERT_FILE: file('server.crt'),
    TLS_KEY_FILE: file('server.key'),
    TLS_CA_FILE: file('ca.crt'),
    API_KEYS_FILE: file('api-keys'),
    HOOK_URL: `http://127.0.0.1:${ports.HOOK_PORT}/emqx/events`,
    HOOK_TOKEN_FILE: join(home.secretsDir, 'dm-webhook', 'hook-token'),
    BROKER_FAULTS: config.BROKER_FAULTS,
  };
  return { name: 'dm-broker', entry: entryOf('dm-broker'), env, readyUrl: readyUrl('127.0.0.1', ports.BROKER_API_PORT) };
}

export function webhookService(setting: Setting): Service {
  const file = (name: string): string => join(setting.home.secretsDir, 'dm-webhook', name);
  const env = {
    ...common(setting),
    ...databaseEnv(setting, 'dm_webhook', file('database-password')),
    HOST: '127.0.0.1',
    PORT: String(setting.ports.HOOK_PORT),
    HOOK_TOKEN_FILE: file('hook-token'),
  };
  return { name: 'dm-webhook', entry: entryOf('dm-webhook'), env, readyUrl: readyUrl('127.0.0.1', setting.ports.HOOK_PORT) };
}

const brokerApiEnv = ({ ports }: Setting, keyFile: string): Record<string, string> => ({
  BROKER_API_URL: `http://127.0.0.1:${ports.BROKER_API_PORT}`,
  BROKER_API_KEY_FILE: keyFile,
});

export function workerService(setting: Setting): Service {
  const file = (name: string): string => join(setting.home.secretsDir, 'dm-worker', name);
  const env = {
    ...common(setting),
    ...databaseEnv(setting, 'dm_worker', file('database-password')),
    ...brokerApiEnv(setting, file('broker-api-key')),
    HOST: '127.0.0.1',
    PORT: String(setting.ports.WORKER_PORT),
    RECONCILE_EVERY_MS: String(setting.config.RECONCILE_EVERY_MS),
  };
  return { name: 'dm-worker', entry: entryOf('dm-worker'), env, readyUrl: readyUrl('127.0.0.1', setting.ports.WORKER_PORT) };
}

export function webService(setting: Setting): Service {
  const { config, home, ports } = setting;
  const file = (name: string): string => join(home.secretsDir, 'dm-web', name);
  const setupToken = config.SETUP_TOKEN ? { SETUP_TOKEN: config.SETUP_TOKEN } : { SETUP_TOKEN_FILE: file('setup-token') };
  const env = {
    ...common(setting),
    ...databaseEnv(setting, 'dm_web', file('database-password')),
    ...brokerApiEnv(setting, file('broker-api-key')),
    ...setupToken,
    PUBLIC_HOST: publicHost(config),
    HOST: config.HOST,
    PORT: String(ports.HTTP_PORT),
    JWT_SECRET_FILE: file('jwt-secret'),
    CA_CERTIFICATE_FILE: file('ca.crt'),
    CONSOLE_DIR: join(SERVICES_DIR, 'dm-console', 'dist'),
    PUBLIC_MQTT_PORT: String(ports.MQTT_PORT),
    PUBLIC_MQTT_TLS_PORT: String(ports.MQTT_TLS_PORT),
  };
  return { name: 'dm-web', entry: entryOf('dm-web'), env, readyUrl: readyUrl(config.HOST, ports.HTTP_PORT) };
}

/** Simulated gateways; they know nothing but the broker and their logins. */
export function demoProgram(setting: Setting, credentialsFile: string): Program {
  const { config, ports } = setting;
  const host = ['0.0.0.0', '::'].includes(config.HOST) ? '127.0.0.1' : config.HOST;
  const env = { ...common(setting), MQTT_URL: `mqtt://${host}:${ports.MQTT_PORT}`, CREDENTIALS_FILE: credentialsFile };
  return { name: 'dm-simulator', entry: entryOf('dm-simulator'), env };
}
