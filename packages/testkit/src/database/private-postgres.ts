import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort } from '../process/free-port.ts';
import { SERVICES_DIR } from '../process/services-dir.ts';

type Postmaster = { port: number; pid: number; exited: Promise<number | null>; stop: () => Promise<void> };
type StartEmbeddedPostgres = (options: {
  dataDir: string;
  logFile: string;
  port: number;
  password: string;
  settings?: Record<string, string>;
}) => Promise<Postmaster>;

/** A PostgreSQL of one test's own, which it may stop, kill and start again; fsync is on, so that a kill is a fair test. */
export type PrivatePostgres = {
  port: number;
  password: string;
  /** The running server; a new one after each `start`. */
  start: () => Promise<Postmaster>;
  /** Ends it and removes its data. */
  remove: () => Promise<void>;
};

export async function createPrivatePostgres(): Promise<PrivatePostgres> {
  const module = join(SERVICES_DIR, 'dm-standalone/dist/features/postgres/embedded-postgres.js');
  const { startEmbeddedPostgres } = (await import(pathToFileURL(module).href)) as {
    startEmbeddedPostgres: StartEmbeddedPostgres;
  };
  const home = mkdtempSync(join(tmpdir(), 'tpedm-pg-'));
  const password = randomBytes(16).toString('hex');
  const port = await freePort();
  let running: Postmaster | undefined;
  return {
    port,
    password,
    start: async () => {
      running = await startEmbeddedPostgres({ dataDir: join(home, 'data'), logFile: join(home, 'log'), port, password });
      return running;
    },
    remove: async () => {
      await running?.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
