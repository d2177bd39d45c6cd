/** `npm run check`: lint, build and types, in a minute or less. Also the first part of `npm test`. */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';

const TSC = 'node_modules/typescript/bin/tsc';

function passes(script, args) {
  return spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' }).status === 0;
}

function builds() {
  try {
    build();
    return true;
  } catch {
    return false;
  }
}

const CHECKS = [
  { name: 'lint', run: () => passes('node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']) },
  { name: 'build', run: builds },
  { name: 'types of the tests', run: () => passes(TSC, ['-p', 'tsconfig.tests.json']) },
  { name: 'types of the console', run: () => passes(TSC, ['-p', 'services/dm-console']) },
];

/** Runs every check, also after one has failed, and counts. */
export function check() {
  const outcomes = CHECKS.map(({ name, run }) => {
    const ok = run();
    console.log(`${ok ? 'passed' : 'FAILED'}: ${name}`);
    return ok;
  });
  return { passed: outcomes.filter(Boolean).length, failed: outcomes.filter((ok) => !ok).length };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exit(check().failed === 0 ? 0 : 1);
