import { expect, test } from '@jest/globals';
import { parseConfig } from './config.ts';

const env = {
  DATABASE_HOST: 'localhost',
  DATABASE_USER: 'emqx',
  DATABASE_PASSWORD: 'database-secret',
  API_KEYS: 'web:api-secret',
  HOOK_URL: 'http://127.0.0.1:8081/emqx/events',
  HOOK_TOKEN: 'hook-token-of-16-characters',
};

test('needs no more than the database, the hook and the keys', () => {
  expect(parseConfig(env)).toMatchObject({ MQTT_PORT: 1883, API_PORT: 18_083, BROKER_FAULTS: '0', MAX_CONNECTIONS: 10_000 });
});

test('names everything that is wrong, and no value', () => {
  const wrong = { ...env, MQTT_PORT: '99999', HOOK_URL: 'ftp://x', HOOK_TOKEN: 'short' };
  expect(() => parseConfig(wrong)).toThrow(/MQTT_PORT[\s\S]*HOOK_URL[\s\S]*HOOK_TOKEN/);
  expect(() => parseConfig(wrong)).not.toThrow(/short|database-secret/);
});

test('wants a certificate and its key for a TLS port', () => {
  expect(() => parseConfig({ ...env, MQTT_TLS_PORT: '8883' })).toThrow(/MQTT_TLS_PORT: needs TLS_CERT and TLS_KEY/);
  expect(parseConfig({ ...env, MQTT_TLS_PORT: '8883', TLS_CERT: 'c', TLS_KEY: 'k' }).MQTT_TLS_PORT).toBe(8883);
});
