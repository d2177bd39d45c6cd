import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { PostgresBinaries } from './binaries.ts';
import type { Unprivileged } from './unprivileged.ts';

export type Postmaster = {
  port: number;
  pid: number;
  /** Resolves with its exit code when the server has ended, for whatever reason. */
  exited: Promise<number | null>;
  /** Ends it in an orderly way: transactions under way are rolled back, everything committed is kept. */
  stop: () => Promise<void>;
};

export type PostmasterOptions = {
  dataDir: string;
  logFile: string;
  port: number;
  /** Server settings beyond our own, for example `{fsync: 'off'}` in tests. */
  settings?: Record<string, string>;
  binaries: PostgresBinaries;
  unprivileged: Unprivileged;
};

/** Sized for one small machine: a few services with small pools, and batches that write a lot at once. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  // a socket's path may have 107 bytes only, and a folder may lie deeper than that
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  checkpoint_timeout: '10min',
  wal_compression: 'on',
  max_locks_per_transaction: '128',
};

const START_LIMIT_MS = 60_000;

/** Starts the server of a cluster and resolves when it takes connections. A server left over from a killed start is stopped first. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  await stopLeftover(options.dataDir);
  const child = spawnServer(options);
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  exited.catch(() => undefined);
  await waitUntilReady(options, child.pid, exited);
  const stop = async () => {
    child.kill('SIGINT');
    await exited;
  };
  return { port: options.port, pid: child.pid ?? 0, exited, stop };
}

function spawnServer({ dataDir, logFile, port, settings, binaries, unprivileged }: PostmasterOptions): ChildProcess {
  const assignments = Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = [join(binaries.binDir, 'postgres'), '-D', dataDir, '-p', String(port), ...assignments];
  const [command = '', ...args] = [...unprivileged.prefix, ...dieWithParent(), ...server];
  // Its own process group keeps Ctrl-C away from it: the services write to the end, so it has to go last.
  const child = spawn(command, args, { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  child.once('close', () => log.end());
  return child;
}

/** Linux can tell a process when its parent dies; elsewhere the next start finds the leftover. */
function dieWithParent(): string[] {
  const hasSetpriv = spawnSync('setpriv', ['--pdeathsig', 'INT', 'true']).status === 0;
  return hasSetpriv ? ['setpriv', '--pdeathsig', 'INT'] : [];
}

async function waitUntilReady(
  { dataDir, logFile }: PostmasterOptions,
  pid: number | undefined,
  exited: Promise<number | null>,
): Promise<void> {
  let isGone = false;
  void exited.then(() => {
    isGone = true;
  });
  const giveUpAt = Date.now() + START_LIMIT_MS;
  while (!isReady(dataDir, pid)) {
    if (isGone || Date.now() > giveUpAt) throw new Error(`PostgreSQL did not start; its log is ${logFile}`);
    await wait(20);
  }
}

/** The eighth line of postmaster.pid is the server's state (PostgreSQL source, miscadmin.h, LOCK_FILE_LINE_PM_STATUS). */
const STATE_LINE = 7;

/** Asks the lock file, not the port: another server may answer there. The file may also be left over from a killed server. */
function isReady(dataDir: string, pid: number | undefined): boolean {
  const lines = lockFileLines(dataDir);
  return Number(lines[0]) === pid && lines[STATE_LINE]?.trim() === 'ready';
}

function lockFileLines(dataDir: string): string[] {
  const lockFile = join(dataDir, 'postmaster.pid');
  return existsSync(lockFile) ? readFileSync(lockFile, 'utf8').split('\n') : [];
}

async function stopLeftover(dataDir: string): Promise<void> {
  const pid = Number(lockFileLines(dataDir)[0] ?? 0);
  if (!pid || !isPostgres(pid)) return;
  process.kill(pid, 'SIGINT');
  const giveUpAt = Date.now() + START_LIMIT_MS;
  while (isPostgres(pid)) {
    if (Date.now() > giveUpAt) throw new Error(`A PostgreSQL of an earlier start (process ${pid}) does not end; stop it by hand`);
    await wait(50);
  }
}

/** A pid may have been given to another program since the file was written. */
function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc') || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return false;
  }
}
