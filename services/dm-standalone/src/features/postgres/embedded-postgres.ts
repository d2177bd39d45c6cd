import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { findPostgresBinaries } from './binaries.ts';
import { ensureCluster } from './cluster.ts';
import { type Postmaster, type PostmasterOptions, startPostmaster } from './postmaster.ts';
import { chooseUnprivileged } from './unprivileged.ts';

export type EmbeddedPostgresOptions = Omit<PostmasterOptions, 'binaries' | 'unprivileged'> & {
  /** Password of the superuser; counts at the first start only. */
  password: string;
};

/** Starts a PostgreSQL of our own on loopback, making its cluster at the first start. Works as root and as anybody else. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<Postmaster> {
  const binaries = findPostgresBinaries();
  mkdirSync(dirname(options.dataDir), { recursive: true });
  const unprivileged = chooseUnprivileged([binaries.binDir, `${binaries.binDir}/postgres`, options.dataDir]);
  ensureCluster({ ...options, binaries, unprivileged });
  return startPostmaster({ ...options, binaries, unprivileged });
}
