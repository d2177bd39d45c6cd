import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const SHEBANG = /^#!\/(?:usr\/)?bin\/(?:env )?(?:ba)?sh\b/;

const shellScripts = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => existsSync(file) && (/\.(?:ba)?sh$/.test(file) || SHEBANG.test(readFileSync(file, 'utf8').slice(0, 40))));

const isInstalled = spawnSync('shellcheck', ['--version']).status === 0;
if (!isInstalled && process.env.TPEDM_FORBID_SKIPS !== '1') {
  process.stderr.write('SKIPPED: shellcheck is not installed (apt-get install shellcheck), so shell scripts are not checked\n');
}
const testOrSkip = isInstalled || process.env.TPEDM_FORBID_SKIPS === '1' ? test : test.skip;

testOrSkip('shellcheck has nothing to say about any shell script', () => {
  expect(shellScripts.length).toBeGreaterThan(10);
  const { status, stdout, stderr } = spawnSync('shellcheck', ['--external-sources', ...shellScripts], { encoding: 'utf8' });
  expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: '' });
});
