import type { Database } from '../database.ts';

/** Makes the partitions of the months to come and drops those past `keepMonths`. */
export async function maintainDeviceEvents(db: Database, keepMonths: number): Promise<void> {
  await db.raw('SELECT device_event_maintain(?)', [keepMonths]);
}

/** Removes up to `limit` commands that ended more than `keepDays` ago, and says how many. */
export async function removeFinishedCommands(db: Database, options: { keepDays: number; limit: number }): Promise<number> {
  const { rowCount } = await db.raw(
    `DELETE FROM dm_command WHERE id IN (
       SELECT id FROM dm_command WHERE finished_at < now() - :keepDays * interval '1 day' ORDER BY finished_at LIMIT :limit)`,
    options,
  );
  return rowCount;
}

/** Removes up to `limit` refresh tokens that nobody can use any more, and says how many. */
export async function removeExpiredRefreshTokens(db: Database, limit: number): Promise<number> {
  const { rowCount } = await db.raw(
    `DELETE FROM refresh_token WHERE id IN (
       SELECT id FROM refresh_token WHERE expires_at < now() ORDER BY expires_at LIMIT ?)`,
    [limit],
  );
  return rowCount;
}
