import { expect, test } from '@jest/globals';
import { parseConfig } from './config.ts';

const env = {
  PORT: '8081',
  DATABASE_HOST: 'postgres',
  DATABASE_USER: 'dm_webhook',
  DATABASE_PASSWORD: 'a-secret-of-the-database',
  HOOK_TOKEN: 'a-token-of-the-hook',
};

test('needs a port, a database and a token, and has defaults for the rest', () => {
  expect(parseConfig(env)).toMatchObject({
    HOST: '127.0.0.1',
    PORT: 8_081,
    HOOK_TOKEN: ['a-token-of-the-hook'],
    BATCH_MAX_EVENTS: 1_000,
    ANSWER_LIMIT_MS: 4_000,
  });
});

test('takes the token before the present one from a second line', () => {
  expect(parseConfig({ ...env, HOOK_TOKEN: 'a-token-of-the-hook\nthe-token-before-it' })).toMatchObject({
    HOOK_TOKEN: ['a-token-of-the-hook', 'the-token-before-it'],
  });
});

test.each([
  { HOOK_TOKEN: undefined },
  { HOOK_TOKEN: 'short' },
  { PORT: 'http' },
  { QUEUE_MAX_EVENTS: '0' },
  { ANSWER_LIMIT_MS: '-1' },
])('refuses %j and names the variable, not its value', (wrong) => {
  const [name = '', value] = Object.entries(wrong)[0] ?? [];
  const parse = () => parseConfig({ ...env, ...wrong });
  expect(parse).toThrow(name);
  expect(parse).not.toThrow(new RegExp(`: ${value}$`));
});
