/** `npm start`: installs and builds what is missing, then runs everything out of one folder. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { checkNode } from './check-node.mjs';

const INSTALLED = 'node_modules/.package-lock.json';

checkNode();
process.chdir(new URL('..', import.meta.url).pathname);
installIfMissing();
const { build } = await import('./build.mjs');
build();
await import('../services/dm-standalone/dist/main.js');

function installIfMissing() {
  if (existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync('package-lock.json').mtimeMs) return;
  console.log('Installing dependencies (once, about a minute)');
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm, 'ci']] : ['npm', ['ci']];
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
