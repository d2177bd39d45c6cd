/** `npm run bench [NAME...]`: runs the benches under test/bench, one after the other, on built code. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { build } from './build.mjs';

process.chdir(new URL('..', import.meta.url).pathname);
build();
const wanted = process.argv.slice(2);
const all = readdirSync('test/bench').filter((name) => existsSync(`test/bench/${name}/bench.mjs`));
for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, [`test/bench/${name}/bench.mjs`], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
