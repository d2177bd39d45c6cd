import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';

let outputDir: string;
let archive: string;
/** The paths in the archive, without its top folder. */
let paths: string[];

beforeAll(() => {
  outputDir = mkdtempSync(join(tmpdir(), 'tpedm-release-'));
  archive = makeRelease('first');
  const listed = execFileSync('tar', ['-tzf', archive], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  paths = listed
    .trim()
    .split('\n')
    .map((path) => path.replace(/^[^/]+\//, ''));
});
afterAll(() => rmSync(outputDir, { recursive: true, force: true }));

const makeRelease = (folder: string): string =>
  execFileSync(process.execPath, ['scripts/release.mjs', join(outputDir, folder)], { encoding: 'utf8' }).split('\n')[0] ?? '';

const isThere = (path: string): boolean => paths.some((known) => known === path || known.startsWith(`${path}/`));

test('carries the version in its name, and a checksum beside it', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(basename(archive)).toBe(`tpedm-${version}.tar.gz`);
  const check = spawnSync('sha256sum', ['--check', '--status', `${basename(archive)}.sha256`], { cwd: dirname(archive) });
  expect(check.status).toBe(0);
});

test('is the same, byte for byte, when it is made again', () => {
  expect(readFileSync(makeRelease('second')).equals(readFileSync(archive))).toBe(true);
});

test('holds every file of this folder that the compose file mounts', () => {
  const { services } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
    services: Record<string, { volumes?: string[] }>;
  };
  const mounted = Object.values(services).flatMap(({ volumes = [] }) => volumes.map((volume) => volume.split(':')[0] ?? ''));
  const ours = mounted.filter((source) => source.startsWith('./')).map((source) => source.slice(2));
  expect(ours.length).toBeGreaterThan(3);
  expect(ours.filter((path) => !isThere(path))).toEqual([]);
});

test('holds everything that the image is built from', () => {
  const copied = [...readFileSync('Dockerfile', 'utf8').matchAll(/^COPY (?!--from)(?<sources>.+) \S+$/gm)].flatMap(
    ({ groups }) => groups?.sources?.split(' ') ?? [],
  );
  const needed = copied.filter((source) => !source.includes('*'));
  expect(needed.length).toBeGreaterThan(5);
  expect(needed.filter((path) => !isThere(path))).toEqual([]);
});

test('holds what an operator needs, and no test', () => {
  const wanted = [
    'install.sh',
    'ops/tpedm',
    '.env.example',
    '.dockerignore',
    'LICENSE',
    'README.md',
    'docs/import.md',
    'certificates/README.md',
  ];
  expect(wanted.filter((path) => !isThere(path))).toEqual([]);
  expect(paths.filter((path) => /\.test\.tsx?$|^\.ci\/|^test\/.+\//.test(path))).toEqual([]);
});
