import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = new URL('../../', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const commands = readdirSync(join(ROOT, 'ops/commands'));

test('every test that the self-assessment points at exists', () => {
  const named = [...read('docs/security.md').matchAll(/`((?:services|packages|test)\/[\w./-]+\.ts)`/g)].map(([, path]) =>
    String(path),
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('operations are explained that exist, and all of those', () => {
  const documents = ['docs/operations.md', 'docs/import.md', 'docs/security.md'].map(read).join('\n');
  const explained = new Set([...documents.matchAll(/ops\/tpedm ([a-z-]+)/g)].map(([, command]) => command));
  expect([...explained].filter((command) => !commands.includes(String(command)))).toEqual([]);
  const internal = ['wait', 'stop'];
  expect(commands.filter((command) => !explained.has(command) && !internal.includes(command))).toEqual([]);
});
