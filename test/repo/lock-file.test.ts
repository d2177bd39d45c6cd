import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { missingEntries } from '../../scripts/complete-lock.mjs';

type Lock = { packages: Record<string, { resolved?: string; link?: boolean }> };
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;

test('the lock file has an entry for every optional package of every platform, so that npm ci works everywhere', () => {
  expect(missingEntries(lock)).toEqual([]);
});

test('the lock file names no registry', () => {
  const remote = Object.values(lock.packages).filter(({ resolved, link }) => resolved && !link);
  expect(remote).toEqual([]);
});

test('every dependency is pinned to one exact version', () => {
  const workspaces = Object.keys(lock.packages).filter((key) => !key.includes('node_modules'));
  const ranges = workspaces.flatMap((folder) => {
    const file = JSON.parse(readFileSync(`${folder || '.'}/package.json`, 'utf8')) as Record<string, Record<string, string>>;
    return ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.entries(file[kind] ?? {}).filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version)),
    );
  });
  expect(workspaces.length).toBeGreaterThan(10);
  expect(ranges).toEqual([]);
});
