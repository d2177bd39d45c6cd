import type { Database } from '../database.ts';
import { notifyLive } from '../notify.ts';

/** What is known of a command that met its deadline, for the operator who waits for it. */
const EXPIRY_REASONS = {
  answerless: 'Sent to the gateway, but no answer came in time',
  unknown: 'It may have reached the gateway, but no answer came in time',
  disabled: 'Never sent: the device is disabled',
  offline: 'Never sent: the gateway was not connected in time',
  deaf: 'Never sent: the gateway was connected, but had not subscribed to its input topic',
  unsent: 'Never sent: the broker could not be reached in time',
} as const;

const EXPIRE_SQL = `
  WITH due AS (
    SELECT command.id, presence.status, presence.ready, login.enabled
    FROM dm_command AS command
    JOIN device_presence AS presence ON presence.clientid = command.clientid
    JOIN mqtt_user AS login ON login.clientid = command.clientid
    WHERE command.state IN ('queued', 'sent') AND command.expires_at <= now()
    ORDER BY command.expires_at LIMIT :limit
    FOR UPDATE OF command SKIP LOCKED
  )
  UPDATE dm_command AS command SET state = 'expired', finished_at = now(), claimed_until = NULL,
    error = CASE
      WHEN command.sent_at IS NOT NULL THEN :answerless
      WHEN command.attempts > 0 OR command.state = 'sent' THEN :unknown
      WHEN NOT due.enabled THEN :disabled
      WHEN due.status <> 'online' THEN :offline
      WHEN NOT due.ready THEN :deaf
      ELSE :unsent END
  FROM due WHERE command.id = due.id
  RETURNING command.id`;

/** Ends up to `limit` commands that are past their deadline, and says how many. Replicas share the work. */
export function expireCommands(db: Database, limit: number): Promise<number> {
  return db.transaction(async (trx) => {
    const { rows } = await trx.raw<{ rows: { id: string }[] }>(EXPIRE_SQL, { limit, ...EXPIRY_REASONS });
    const ids = rows.map(({ id }) => id);
    await notifyLive(trx, 'command.updated', ids);
    return ids.length;
  });
}
