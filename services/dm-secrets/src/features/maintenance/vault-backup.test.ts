import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openVault, type Vault } from '../vault/vault.ts';
import { checkBackup, exportVault, importVault } from './vault-backup.ts';

let home: string;
let vault: Vault;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'vault-'));
  vault = openVault(join(home, 'vault'));
  await vault.ensure('jwt-secret', () => 'the one of now');
});
afterEach(() => rmSync(home, { recursive: true }));

const backup = (entries: Record<string, unknown>): string => JSON.stringify({ version: 1, vault: entries });

test('puts what was exported in the place of what is there', () => {
  const before = exportVault(vault);
  vault.replace('jwt-secret', 'another');
  vault.replace('made-since', 'x');
  importVault(vault, before);
  expect(exportVault(vault)).toBe(before);
});

test('tells a whole backup from one that is cut off or mixed with something else, and quotes neither', () => {
  const whole = exportVault(vault);
  checkBackup(whole);
  for (const broken of ['', whole.slice(0, -1), `#0 building\n${whole}`]) {
    expect(() => checkBackup(broken)).toThrow(/^What came on standard input are not the secrets of a backup/);
  }
});

test.each([
  ['a name that leaves the vault', { 'hook-token': 'x', '../outside': 'x' }],
  ['an absolute name', { '/tmp/outside': 'x' }],
  ['a name of the prototype', JSON.parse('{"__proto__": "x", "constructor": 1}')],
  ['an empty secret', { 'jwt-secret': '' }],
  ['a secret that is no text', { 'jwt-secret': null }],
])('leaves the vault as it was when the backup holds %s', (_what, entries) => {
  const before = exportVault(vault);
  expect(() => importVault(vault, backup(entries))).toThrow();
  expect(exportVault(vault)).toBe(before);
  expect(readdirSync(home)).toEqual(['vault']);
});
