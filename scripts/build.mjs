/** Builds what is missing or older than its sources: every package and service with tsc, the console with Vite. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const CONSOLE_DIR = 'services/dm-console';
const CONSOLE_INPUTS = [
  `${CONSOLE_DIR}/src`,
  `${CONSOLE_DIR}/index.html`,
  `${CONSOLE_DIR}/public`,
  `${CONSOLE_DIR}/vite.config.ts`,
  'packages/domain/src',
];

function run(script, args, cwd = '.') {
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit', cwd });
  if (status !== 0) throw new Error(`${script} failed`);
}

/** When a file, or the newest file in a folder, was last changed; 0 when there is none. */
function changedAtMs(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => changedAtMs(join(path, name))));
}

function isConsoleStale() {
  const builtAtMs = changedAtMs(`${CONSOLE_DIR}/dist/index.html`);
  return CONSOLE_INPUTS.some((input) => changedAtMs(input) > builtAtMs);
}

export function build({ withConsole = true } = {}) {
  run('node_modules/typescript/bin/tsc', ['-b']);
  if (withConsole && isConsoleStale()) run('../../node_modules/vite/bin/vite.js', ['build', '--logLevel', 'warn'], CONSOLE_DIR);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) build();
