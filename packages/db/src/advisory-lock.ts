import type { Database } from './database.ts';

/** Jobs of which one may run at a time, over all replicas. The names are the keys of PostgreSQL's advisory locks, hashed. */
export type LockName = 'presence.reconcile' | 'retention';

/**
 * Runs `work` unless another replica is at it, and says whether it ran. The lock lives in a transaction of its own, so it falls
 * with its connection: a replica that dies leaves nothing behind.
 */
export function withLock(db: Database, name: LockName, work: () => Promise<void>): Promise<boolean> {
  return db.transaction(async (trx) => {
    const { rows } = await trx.raw<{ rows: { locked: boolean }[] }>(
      'SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0)) AS locked',
      [name],
    );
    if (!rows[0]?.locked) return false;
    await work();
    return true;
  });
}
