import { DEFAULT_COMMAND_TIMEOUT_SECONDS, PROFILE_REQUEST } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { notifyLive } from '../notify.ts';

/** Who asks for profiles; no user may have this name's requester_id (`user:ID`, `token:ID`). */
const SYSTEM = 'system';

/**
 * The key names the subscription that made the device ready: however many workers look, one request is made for it, and one that
 * fails is not repeated until the device subscribes again.
 */
const REQUEST_SQL = `
  WITH wanted AS (
    SELECT presence.clientid,
      format('profile:%s:%s:%s', presence.clientid, presence.session_connected_at_ms, presence.subscribed_at_ms) AS key
    FROM device_presence AS presence
    JOIN clientid_profile AS profile ON profile.clientid = presence.clientid
    JOIN mqtt_user AS login ON login.clientid = presence.clientid AND login.enabled
    WHERE presence.ready AND presence.since > now() - :onlineForLessThanMs * interval '1 millisecond'
      AND (profile.profile_updated_at IS NULL OR profile.profile_updated_at < to_timestamp(presence.subscribed_at_ms / 1000.0))
  )
  INSERT INTO dm_command (clientid, method, path, expires_at, requested_by, requester_id, idempotency_key)
  SELECT clientid, :method, :path, now() + :timeoutSeconds * interval '1 second', :system, :system, key
  FROM wanted
  WHERE NOT EXISTS (SELECT FROM dm_command WHERE requester_id = :system AND idempotency_key = wanted.key)
    AND NOT EXISTS (
      SELECT FROM dm_command
      WHERE clientid = wanted.clientid AND state IN ('queued', 'sent') AND requester_id = :system AND path = :path)
  ORDER BY clientid LIMIT :limit
  ON CONFLICT (requester_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
  RETURNING id`;

/**
 * Queues `GET /device/general` for ready devices that have not told their profile since they subscribed. Gives how many.
 * @param onlineForLessThanMs looks at devices that came online this recently only; all is a scan of the fleet
 */
export function requestProfiles(db: Database, options: { onlineForLessThanMs: number; limit: number }): Promise<number> {
  return db.transaction(async (trx) => {
    const bindings = { ...options, ...PROFILE_REQUEST, system: SYSTEM, timeoutSeconds: DEFAULT_COMMAND_TIMEOUT_SECONDS };
    const { rows } = await trx.raw<{ rows: { id: string }[] }>(REQUEST_SQL, bindings);
    const ids = rows.map(({ id }) => id);
    await notifyLive(trx, 'command.updated', ids);
    return ids.length;
  });
}
