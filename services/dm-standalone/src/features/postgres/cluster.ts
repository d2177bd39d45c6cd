import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresBinaries } from './binaries.ts';
import type { Unprivileged } from './unprivileged.ts';

/** Name of the superuser of an embedded cluster. */
export const SUPERUSER = 'postgres';

/**
 * Makes a cluster in `dataDir` unless one is there. It is made beside it and moved into place, so that a start that was cut off
 * half-way leaves nothing that looks finished.
 */
export function ensureCluster(options: {
  dataDir: string;
  password: string;
  binaries: PostgresBinaries;
  unprivileged: Unprivileged;
}): void {
  const { dataDir, password, binaries, unprivileged } = options;
  const marker = join(dataDir, 'TPEDM_READY');
  if (existsSync(marker)) return;
  rmSync(dataDir, { recursive: true, force: true });
  makeOwnedDir(dataDir, unprivileged);
  const passwordFile = `${dataDir}.password`;
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 });
    own(passwordFile, unprivileged);
    run([...unprivileged.prefix, join(binaries.binDir, 'initdb'), ...initdbArguments(dataDir, passwordFile)]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  writeFileSync(marker, 'initdb has finished\n');
  own(marker, unprivileged);
}

function initdbArguments(dataDir: string, passwordFile: string): string[] {
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--encoding=UTF8'];
  return ['-D', dataDir, '-U', SUPERUSER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--data-checksums', ...locale];
}

function makeOwnedDir(dir: string, unprivileged: Unprivileged): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  own(dir, unprivileged);
}

function own(path: string, { owner }: Unprivileged): void {
  if (owner) chownSync(path, owner.uid, owner.gid);
}

function run([command = '', ...args]: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', cwd: '/' });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr.trim()}`);
}
