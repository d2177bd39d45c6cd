import { expect, test } from '@jest/globals';
import { parseConfig } from './config.ts';

const COMPLETE = {
  PORT: '0',
  DATABASE_HOST: '127.0.0.1',
  DATABASE_USER: 'dm_worker',
  DATABASE_PASSWORD: 'a-password-of-tests',
  BROKER_API_URL: 'http://127.0.0.1:18083',
  BROKER_API_KEY: 'key:secret-of-tests',
};

test('needs nothing but addresses and secrets', () => {
  expect(parseConfig(COMPLETE)).toMatchObject({ POLL_MS: 2_000, RECONCILE_EVERY_MS: 30_000, COMMAND_KEEP_DAYS: 90 });
});

test.each([
  ['BROKER_API_URL', 'ftp://nowhere'],
  ['BROKER_API_KEY', 'secret-of-tests'],
  ['POLL_MS', '0'],
  ['CLAIM_MAX_COMMANDS', '5000'],
])('refuses a wrong %s, and does not repeat its value', (name, value) => {
  const attempt = () => parseConfig({ ...COMPLETE, [name]: value });
  expect(attempt).toThrow(name);
  expect(attempt).not.toThrow('secret-of-tests');
});
