import type { Database } from '../database.ts';

/**
 * Id before the first command that could be claimed, null when there is none. It looks at all that is queued, without holding
 * anybody up.
 */
export async function findWaiting(db: Database): Promise<string | null> {
  const { rows } = await db.raw<{ rows: { before: string }[] }>(
    `SELECT command.id - 1 AS before
     FROM dm_command AS command
     JOIN device_presence AS presence ON presence.clientid = command.clientid AND presence.ready
     JOIN mqtt_user AS login ON login.clientid = command.clientid AND login.enabled
     WHERE command.state = 'queued' AND command.expires_at > now()
       AND (command.claimed_until IS NULL OR command.claimed_until < now())
     ORDER BY command.id LIMIT 1`,
  );
  return rows[0]?.before ?? null;
}

/** Commands are not stored quite in the order of their ids: so many of the latest may still be missing. */
const UNSETTLED_COMMANDS = 1_000;

/** Id before the newest commands, among which one may still turn up. */
export async function idBeforeNew(db: Database): Promise<string> {
  const { rows } = await db.raw<{ rows: { before: string }[] }>(
    'SELECT greatest(0, coalesce(max(id), 0) - ?) AS before FROM dm_command',
    [UNSETTLED_COMMANDS],
  );
  return rows[0]?.before ?? '0';
}
