import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of an installation that keeps everything in one place. */
export type Home = {
  dir: string;
  /** Originals of all secrets and certificates. */
  vaultDir: string;
  /** Copies of them, one folder for each service that reads them. */
  secretsDir: string;
  logsDir: string;
  postgresDir: string;
  demoDir: string;
};

/** Makes the folders, readable by their owner only; PostgreSQL's user may pass through the top one. */
export function ensureHome(dir: string): Home {
  mkdirSync(join(dir, 'postgres'), { recursive: true, mode: 0o711 });
  const folder = (name: string): string => {
    mkdirSync(join(dir, name), { recursive: true, mode: 0o700 });
    return join(dir, name);
  };
  return {
    dir,
    vaultDir: folder('vault'),
    secretsDir: folder('secrets'),
    logsDir: folder('logs'),
    postgresDir: join(dir, 'postgres'),
    demoDir: folder('demo'),
  };
}

/**
 * Makes sure that one installation runs once: two sets of services on one data folder would fight.
 * @throws Error of one line that names the process that runs already
 */
export function lockHome(home: Home): () => void {
  const lockFile = join(home.dir, 'running.pid');
  const other = existsSync(lockFile) ? Number(readFileSync(lockFile, 'utf8')) : 0;
  if (other && other !== process.pid && isStandalone(other)) {
    throw new Error(
      `TPEDM is running on ${home.dir} already (process ${other}): stop that one, or set TPEDM_HOME to another folder`,
    );
  }
  writeFileSync(lockFile, String(process.pid), { mode: 0o600 });
  return () => rmSync(lockFile, { force: true });
}

/** A pid may belong to another program by now. */
function isStandalone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc') || /start\.mjs|dm-standalone/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return false;
  }
}
