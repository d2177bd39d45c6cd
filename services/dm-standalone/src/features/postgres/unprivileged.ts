import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** How to run PostgreSQL, which refuses to run as root. `prefix` goes before the command; `owner` must own its files. */
export type Unprivileged = { prefix: readonly string[]; owner: { uid: number; gid: number } | null };

/** The kernel's own "nobody": needs no entry in /etc/passwd to be usable by PostgreSQL on the usual distributions. */
const NOBODY = 65_534;

/**
 * Chooses a way for these paths: as we are when we are not root; as nobody when nobody can get there; else inside a user namespace
 * that calls us nobody (a clone under /root, which others cannot enter).
 * @throws Error that says what to do when none works
 */
export function chooseUnprivileged(paths: readonly string[]): Unprivileged {
  if (process.getuid?.() !== 0) return { prefix: [], owner: null };
  if (paths.every(isOpenToAll)) {
    const prefix = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
    return { prefix, owner: { uid: NOBODY, gid: NOBODY } };
  }
  const prefix = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];
  if (spawnSync('unshare', [...prefix.slice(1), 'true']).status === 0) return { prefix, owner: null };
  throw new Error(
    'PostgreSQL does not run as root, and other users cannot enter this directory. ' +
      'Run as an ordinary user, or move the project to a directory that others may enter, such as /opt',
  );
}

/** Whether every directory above a path lets other users pass. */
function isOpenToAll(path: string): boolean {
  const parent = dirname(path);
  return parent === path || ((statSync(parent).mode & 0o001) !== 0 && isOpenToAll(parent));
}
