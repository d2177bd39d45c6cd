/** Runs jest on the sources; builds first, because the test database is prepared by the built dm-database-init. */
import { spawnSync } from 'node:child_process';
import { build } from './build.mjs';

try {
  build({ withConsole: false });
} catch {
  console.error('The build has errors (above); the tests run against what could be built.');
}
const { status } = spawnSync(process.execPath, ['node_modules/jest/bin/jest.js', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
});
process.exit(status ?? 1);
