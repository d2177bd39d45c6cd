import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseConfig } from './config.ts';

const LOGIN = { clientid: 'a', username: 'a', password: 'p' };
let folder: string;
let credentials: string;
let token: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  credentials = join(folder, 'logins.json');
  token = join(folder, 'token');
  writeFileSync(credentials, JSON.stringify([LOGIN]));
  writeFileSync(token, 'a-token\n');
});

afterAll(() => rmSync(folder, { recursive: true }));

test('takes logins from a file', () => {
  expect(parseConfig(['--credentials', credentials], {}).CREDENTIALS).toEqual([LOGIN]);
});

test('a flag beats its variable', () => {
  const config = parseConfig(['--credentials', credentials, '--seed', 'mine', '--lossy', '0.2'], { SEED: 'theirs', SLOW: '1' });
  expect(config).toMatchObject({ SEED: 'mine', LOSSY: 0.2, SLOW: 1, FLAPPING: 0 });
});

test('takes a token from a file to register devices itself', () => {
  const args = ['--api', 'http://127.0.0.1:8080', '--token-file', token, '--state', folder, '--count', '25'];
  expect(parseConfig(args, {})).toMatchObject({ API_TOKEN: 'a-token', COUNT: 25 });
});

test.each([
  [[], 'either --credentials FILE or --api URL'],
  [['--api', 'http://127.0.0.1:8080'], 'needs --token-file FILE and --state DIR'],
  [['--slow', '2'], 'SLOW'],
  [['--mqtt', 'http://x'], 'MQTT_URL'],
  [['--nonsense', '1'], 'nonsense'],
])('refuses %p and says why', (args, reason) => {
  expect(() => parseConfig(args, {})).toThrow(reason);
});
