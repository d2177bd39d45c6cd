import type { ServerFiles } from '../certificates/customer-certificate.ts';
import type { SecretName } from '../vault/secret-names.ts';

/** Who reads a folder of files: the user ids of docker-compose.yml. */
export const READER_UIDS = {
  postgres: 999,
  nginx: 101,
  emqx: 1000,
  'dm-web': 10_001,
  'dm-webhook': 10_002,
  'dm-worker': 10_003,
  'dm-database-init': 10_004,
  grafana: 472,
} as const;

export type Reader = keyof typeof READER_UIDS;

/** What is handed out: the values of all secrets, and the servers' certificate. */
export type Material = {
  secrets: Readonly<Record<SecretName, string>>;
  previousHookToken: string | null;
  server: ServerFiles;
  /** What PostgreSQL's clients trust; empty when that is the public authorities. */
  databaseCa: string;
};

/** The files of each reader, by name: nobody gets more than it needs. */
export function readerFiles({
  secrets,
  previousHookToken,
  server,
  databaseCa,
}: Material): Record<Reader, Record<string, string>> {
  const apiKey = (service: 'dm-web' | 'dm-worker') => `${service}:${secrets[`broker-api-${service}`]}`;
  const trusted = { 'database-ca.crt': databaseCa };
  return {
    postgres: { 'database-admin-password': secrets['database-admin-password'], ...trusted },
    nginx: { 'server.crt': server.certificate, 'server.key': server.key },
    emqx: {
      'database-password': secrets['emqx-password'],
      'api-keys': `${apiKey('dm-web')}:administrator\n${apiKey('dm-worker')}:administrator\n`,
      'secrets.conf': emqxSecrets(secrets),
      'server.crt': server.certificate,
      'server.key': server.key,
      'ca.crt': server.ca,
    },
    'dm-web': {
      ...trusted,
      'database-password': secrets['dm-web-password'],
      'broker-api-key': apiKey('dm-web'),
      'jwt-secret': secrets['jwt-secret'],
      'setup-token': secrets['setup-token'],
      'ca.crt': server.ca,
    },
    'dm-webhook': {
      ...trusted,
      'database-password': secrets['dm-webhook-password'],
      'hook-token': [secrets['hook-token'], previousHookToken ?? []].flat().join('\n'),
    },
    'dm-worker': { ...trusted, 'database-password': secrets['dm-worker-password'], 'broker-api-key': apiKey('dm-worker') },
    'dm-database-init': {
      ...trusted,
      'database-admin-password': secrets['database-admin-password'],
      'dm-migrate-password': secrets['dm-migrate-password'],
      'dm-web-password': secrets['dm-web-password'],
      'dm-webhook-password': secrets['dm-webhook-password'],
      'dm-worker-password': secrets['dm-worker-password'],
      'emqx-password': secrets['emqx-password'],
    },
    grafana: { 'admin-password': secrets['grafana-admin-password'] },
  };
}

/** The settings that EMQX cannot read out of a file of their own; emqx.conf includes this one. */
const emqxSecrets = (secrets: Material['secrets']): string =>
  [
    `node.cookie = "${secrets['broker-cookie']}"`,
    `dashboard.default_password = "${secrets['broker-dashboard-password']}"`,
    `connectors.http.dm_webhook.headers.authorization = "Bearer ${secrets['hook-token']}"`,
    '',
  ].join('\n');
