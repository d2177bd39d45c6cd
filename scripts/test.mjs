/**
 * `npm test`: installs what is missing, then lint, build, types and every test. The last line counts them; the exit code is not zero
 * when anything failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkNode } from './check-node.mjs';
import { installIfMissing } from './install.mjs';

checkNode();
process.chdir(new URL('..', import.meta.url).pathname);
installIfMissing();
const { check } = await import('./check.mjs');

/** Tests that bring up a whole stack take both cores: they run alone, after the others. */
const RUNS = [
  {
    name: 'unit, store, contract and repository tests',
    args: ['packages', 'services', 'test/contract', 'test/repo', '--maxWorkers=2'],
  },
  { name: 'end-to-end tests', args: ['test/e2e', '--runInBand'] },
  { name: 'compose tests', args: ['test/compose', '--runInBand'] },
];

/** Counts of one jest run; a run that wrote no report, or ran nothing, has failed. */
function runJest({ name, args }, reportDir) {
  console.log(`\n== ${name}`);
  const report = join(reportDir, 'report.json');
  rmSync(report, { force: true });
  const { status } = spawnSync(process.execPath, ['scripts/jest.mjs', ...args, '--json', `--outputFile=${report}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    const broken = numFailedTests + numRuntimeErrorTestSuites;
    const isSilentFailure = status !== 0 && broken === 0;
    return { passed: numPassedTests, failed: broken + (isSilentFailure ? 1 : 0), skipped: numPendingTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const reportDir = mkdtempSync(join(tmpdir(), 'tpedm-test-'));
const total = check();
for (const run of RUNS) {
  const { passed, failed, skipped } = runJest(run, reportDir);
  total.passed += passed;
  total.failed += failed;
  if (skipped > 0) console.log(`SKIPPED: ${skipped} of the ${run.name}; see above for what is missing on this machine`);
}
rmSync(reportDir, { recursive: true, force: true });
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
