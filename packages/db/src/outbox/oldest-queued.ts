import type { Database } from '../database.ts';

/** How long the oldest queued command has been waiting, seconds; 0 when none is. Commands of absent devices count. */
export async function oldestQueuedSeconds(db: Database): Promise<number> {
  const { rows } = await db.raw<{ rows: { seconds: number }[] }>(
    `SELECT extract(epoch FROM now() - created_at)::float8 AS seconds FROM dm_command WHERE state = 'queued' ORDER BY id LIMIT 1`,
  );
  return rows[0]?.seconds ?? 0;
}
