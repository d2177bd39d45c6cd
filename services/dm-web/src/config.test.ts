import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { parseConfig } from './config.ts';

const dir = mkdtempSync(join(tmpdir(), 'dm-web-config-'));
afterAll(() => rmSync(dir, { recursive: true }));

const fileWith = (name: string, content: string): string => {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
};

const environment = () => ({
  PORT: '8080',
  DATABASE_HOST: 'postgres',
  DATABASE_USER: 'dm_web',
  DATABASE_PASSWORD_FILE: fileWith('database', 'password of the database\n'),
  BROKER_API_URL: 'http://emqx:18083',
  BROKER_API_KEY_FILE: fileWith('broker', 'key:a secret of the broker\n'),
  JWT_SECRET_FILE: fileWith('jwt', `${'s'.repeat(64)}\n`),
  SETUP_TOKEN_FILE: fileWith('setup', 'a set-up token\nthat is long'),
  CA_CERTIFICATE_FILE: fileWith('ca', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'),
  PUBLIC_HOST: 'tpedm.example',
  PUBLIC_MQTT_PORT: '1883',
  PUBLIC_MQTT_TLS_PORT: '8883',
});

test('takes secrets from files', () => {
  expect(parseConfig(environment())).toMatchObject({
    HOST: '127.0.0.1',
    PORT: 8080,
    DATABASE_PASSWORD: 'password of the database',
    BROKER_API_KEY: 'key:a secret of the broker',
    JWT_SECRET: 's'.repeat(64),
    CA_CERTIFICATE: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
  });
});

test.each([
  ['JWT_SECRET', { JWT_SECRET_FILE: '', JWT_SECRET: 'short' }],
  ['JWT_SECRET', { JWT_SECRET_FILE: '' }],
  ['SETUP_TOKEN', { SETUP_TOKEN_FILE: '', SETUP_TOKEN: 'short' }],
  ['BROKER_API_URL', { BROKER_API_URL: 'no address' }],
  ['CA_CERTIFICATE', { CA_CERTIFICATE_FILE: '', CA_CERTIFICATE: 'no certificate' }],
  ['PORT', { PORT: '99999' }],
  ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
])('names %s when it is wrong, and no secret', (name, change) => {
  const parse = () => parseConfig({ ...environment(), ...change });
  expect(parse).toThrow(new RegExp(`^Wrong configuration:\\n  ${name}: `));
  expect(parse).not.toThrow(/short|sss/);
});
