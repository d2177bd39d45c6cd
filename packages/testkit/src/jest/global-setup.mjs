import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const services = fileURLToPath(new URL('../../../../services/', import.meta.url));

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * One PostgreSQL for all test files, without fsync, and in it one template database that dm-database-init itself has made.
 * Each test file clones the template (`createTestDatabase`). Needs a build (`scripts/jest.mjs` sees to it).
 */
export default async function globalSetup() {
  const { startEmbeddedPostgres } = await import(join(services, 'dm-standalone/dist/features/postgres/embedded-postgres.js'));
  const home = mkdtempSync(join(tmpdir(), 'tpedm-jest-'));
  // PostgreSQL's own user must be able to pass, should we be root.
  chmodSync(home, 0o711);
  const password = 'only-for-tests-on-loopback';
  const port = await freePort();
  const postmaster = await startEmbeddedPostgres({
    dataDir: join(home, 'data'),
    logFile: join(home, 'postgres.log'),
    port,
    password,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  globalThis.tpedmTestPostgres = { postmaster, home };
  process.env.TPEDM_TEST_POSTGRES = JSON.stringify({ port, password });
  const init = spawnSync(process.execPath, [join(services, 'dm-database-init/dist/main.js')], {
    encoding: 'utf8',
    env: {
      ...process.env,
      DATABASE_HOST: '127.0.0.1',
      DATABASE_PORT: String(port),
      DATABASE_USER: 'postgres',
      DATABASE_PASSWORD: password,
      TPEDM_DATABASE: 'tpedm_template',
      ...Object.fromEntries(
        ['DM_MIGRATE', 'DM_WEB', 'DM_WEBHOOK', 'DM_WORKER', 'EMQX'].map((role) => [`${role}_PASSWORD`, password]),
      ),
    },
  });
  writeFileSync(join(home, 'database-init.log'), `${init.stdout}${init.stderr}`);
  if (init.status !== 0) {
    await postmaster.stop();
    throw new Error(`dm-database-init failed:\n${init.stdout}${init.stderr}`);
  }
}
