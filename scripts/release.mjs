/**
 * `npm run release`: makes dist/tpedm-VERSION.tar.gz, what install.sh installs, out of the last commit, with a checksum beside it.
 * The same commit gives the same bytes.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

/** Kept out: what only tests and developers need. Of test/ the build reads package.json, a workspace of the lock file. */
const LEFT_OUT = ['.ci', 'biome.json', 'jest.config.mjs', 'tsconfig.tests.json', '**/*.test.ts', '**/*.test.tsx', 'test/*/**'];

const git = (...args) => execFileSync('git', args, { maxBuffer: 512 * 1024 * 1024 });

/** Writes the release of the last commit into a folder and gives the path of the archive. */
export function makeRelease(outputDir) {
  const { version } = JSON.parse(git('show', 'HEAD:package.json').toString());
  const name = `tpedm-${version}`;
  const archive = git('archive', `--prefix=${name}/`, 'HEAD', '--', '.', ...LEFT_OUT.map((path) => `:(exclude,glob)${path}`));
  const file = join(outputDir, `${name}.tar.gz`);
  mkdirSync(outputDir, { recursive: true });
  writeFileSync(file, gzipSync(archive, { level: 9 }));
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
  writeFileSync(`${file}.sha256`, `${digest}  ${basename(file)}\n`);
  return file;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const outputDir = resolve(process.argv[2] ?? 'dist');
  process.chdir(new URL('..', import.meta.url).pathname);
  console.log(makeRelease(outputDir));
  if (git('status', '--porcelain').length > 0) console.log('What is not committed is not in it.');
}
