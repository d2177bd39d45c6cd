import type { HttpMethod, TopicRoot } from '@tpedm/domain';
import type { Database } from '../database.ts';

/**
 * A command that is this worker's to publish until its lease lapses. `attempts` counts this claim: above 1, an earlier holder of
 * the lease has vanished, and whether it published is not known. `session` is what made the device ready.
 */
export type ClaimedCommand = {
  id: string;
  clientid: string;
  method: HttpMethod;
  path: string;
  body: unknown;
  expiresAt: Date;
  attempts: number;
  inputRoot: TopicRoot;
  session: { connectedAtMs: number; subscribedAtMs: number };
};

/** Which commands to claim, and for how long. All are whole numbers, `afterId` of 64 bits. */
export type ClaimOptions = {
  limit: number;
  leaseMs: number;
  /** Looks at later commands only, to step over thousands that wait for devices to come back. */
  afterId: string;
};

/**
 * Two statements in one message, which PostgreSQL takes as one transaction when there are no parameters: every command passes here,
 * and each round trip would be felt. The second one begins when the lock is held, so it sees all that was claimed before.
 *
 * A command is left alone while an earlier one of its device is claimed, or is not looked at, so that they go out in the order of
 * their ids.
 */
const claimSql = (limit: bigint, leaseMs: bigint, afterId: bigint): string => `
  SELECT pg_advisory_xact_lock(hashtextextended('outbox.claim', 0));
  WITH next AS (
    SELECT command.id, presence.input_root, presence.session_connected_at_ms, presence.subscribed_at_ms
    FROM dm_command AS command
    JOIN device_presence AS presence ON presence.clientid = command.clientid AND presence.ready
    JOIN mqtt_user AS login ON login.clientid = command.clientid AND login.enabled
    WHERE command.state = 'queued' AND command.id > ${afterId} AND command.expires_at > now()
      AND (command.claimed_until IS NULL OR command.claimed_until < now())
      AND NOT EXISTS (
        SELECT FROM dm_command AS earlier
        WHERE earlier.clientid = command.clientid AND earlier.state = 'queued' AND earlier.id < command.id
          AND earlier.expires_at > now() AND (earlier.claimed_until >= now() OR earlier.id <= ${afterId}))
    ORDER BY command.id LIMIT ${limit}
    FOR UPDATE OF command SKIP LOCKED
  )
  UPDATE dm_command AS command
  SET claimed_until = now() + ${leaseMs} * interval '1 millisecond', attempts = command.attempts + 1
  FROM next WHERE command.id = next.id
  RETURNING command.id, command.clientid, command.method, command.path, command.body, command.expires_at, command.attempts,
    next.input_root, next.session_connected_at_ms, next.subscribed_at_ms`;

type ClaimedRow = {
  id: string;
  clientid: string;
  method: HttpMethod;
  path: string;
  body: unknown;
  expires_at: Date;
  attempts: number;
  input_root: TopicRoot;
  session_connected_at_ms: string;
  subscribed_at_ms: string;
};

const toClaimed = (row: ClaimedRow): ClaimedCommand => ({
  id: row.id,
  clientid: row.clientid,
  method: row.method,
  path: row.path,
  body: row.body,
  expiresAt: row.expires_at,
  attempts: row.attempts,
  inputRoot: row.input_root,
  session: { connectedAtMs: Number(row.session_connected_at_ms), subscribedAtMs: Number(row.subscribed_at_ms) },
});

const byId = (a: ClaimedCommand, b: ClaimedCommand): number => (BigInt(a.id) < BigInt(b.id) ? -1 : 1);

/**
 * Claims queued commands of ready, enabled devices for `leaseMs`, in the order of their ids. Replicas claim one after the other:
 * only so can each see which devices another one is serving.
 */
export async function claimCommands(db: Database, { limit, leaseMs, afterId }: ClaimOptions): Promise<ClaimedCommand[]> {
  const sql = claimSql(BigInt(limit), BigInt(leaseMs), BigInt(afterId));
  const [, claimed] = await db.raw<{ rows: ClaimedRow[] }[]>(sql);
  return (claimed?.rows ?? []).map(toClaimed).sort(byId);
}
