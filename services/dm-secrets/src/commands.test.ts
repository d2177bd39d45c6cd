import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runCommand } from './commands.ts';
import { parseConfig } from './config.ts';
import { READER_UIDS } from './features/hand-out/reader-files.ts';

let home: string;
const now = new Date('2026-11-22T00:00:00Z');
const config = (more: Record<string, string> = {}) =>
  parseConfig({ VAULT_DIR: join(home, 'vault'), SECRETS_DIR: join(home, 'run'), PUBLIC_HOST: 'tpedm.example.com', ...more });
const read = (path: string): string => readFileSync(join(home, path), 'utf8');

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dm-secrets-'));
});
afterEach(() => rmSync(home, { recursive: true }));

test('gives each reader files that only its user can read', async () => {
  await runCommand(config(), [], now);
  const ownUid = process.getuid?.();
  for (const [reader, readerUid] of Object.entries(READER_UIDS)) {
    const uid = ownUid === 0 ? readerUid : ownUid;
    const folder = join(home, 'run', reader);
    expect(statSync(folder)).toMatchObject({ uid });
    expect(statSync(folder).mode & 0o777).toBe(0o500);
    for (const name of readdirSync(folder)) {
      expect(statSync(join(folder, name))).toMatchObject({ uid });
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o400);
    }
  }
});

test('keeps every secret when it runs again, and hands out the same to those who share one', async () => {
  await runCommand(config(), ['ensure'], now);
  const before = await runCommand(config(), ['export'], now);
  await Promise.all([runCommand(config(), ['ensure'], now), runCommand(config(), ['ensure'], now)]);
  expect(await runCommand(config(), ['export'], now)).toBe(before);
  expect(read('run/emqx/secrets.conf')).toContain(`"Bearer ${read('run/dm-webhook/hook-token')}"`);
  expect(read('run/emqx/api-keys')).toContain(`${read('run/dm-worker/broker-api-key')}:administrator\n`);
  expect(read('run/dm-database-init/dm-web-password')).toBe(read('run/dm-web/database-password'));
});

test('keeps the hook token before until it is told to forget it', async () => {
  await runCommand(config(), [], now);
  const first = read('run/dm-webhook/hook-token');
  await runCommand(config(), ['rotate', 'hook-token'], now);
  const [second, previous] = read('run/dm-webhook/hook-token').split('\n');
  expect(previous).toBe(first);
  expect(second).not.toBe(first);
  expect(read('run/emqx/secrets.conf')).toContain(`"Bearer ${second}"`);
  await runCommand(config(), ['forget-hook-token'], now);
  expect(read('run/dm-webhook/hook-token')).toBe(second);
});

test('changes the secrets of the named group only', async () => {
  await runCommand(config(), [], now);
  const before = JSON.parse(String(await runCommand(config(), ['export'], now))).vault;
  await runCommand(config(), ['rotate', 'sessions'], now);
  const after = JSON.parse(String(await runCommand(config(), ['export'], now))).vault;
  const changed = Object.keys(before).filter((name) => before[name] !== after[name]);
  expect(changed).toEqual(['jwt-secret']);
});

test('refuses a group, a secret or a command that it does not know', async () => {
  await expect(runCommand(config(), ['rotate', 'everything'], now)).rejects.toThrow('There is no group "everything"');
  await expect(runCommand(config(), ['rotate', 'constructor'], now)).rejects.toThrow('There is no group "constructor"');
  await expect(runCommand(config(), ['show', '../authority.pem'], now)).rejects.toThrow('There is no secret');
  await expect(runCommand(config(), ['destroy'], now)).rejects.toThrow('Usage');
});

test('says which setting is wrong', () => {
  expect(() => config({ TLS_CERTIFICATE_FILE: '/nowhere.pem' })).toThrow('TLS_CERTIFICATE_FILE');
  expect(() => config({ PUBLIC_HOST: 'https://tpedm.example.com/' })).toThrow('PUBLIC_HOST');
});
