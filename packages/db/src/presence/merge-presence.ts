import type { Presence, PresenceStatus } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { runPrepared } from '../prepared.ts';
import { toStorableJson } from '../storable-json.ts';

/** What new events say of one device: `foldPresence` of them all, beginning with NEVER_CONNECTED. One candidate a device. */
export type PresenceCandidate = { clientid: string; presence: Presence };

/** A device whose stored presence has changed; `was…` is what it said before. */
export type PresenceChange = {
  clientid: string;
  status: PresenceStatus;
  wasStatus: PresenceStatus;
  ready: boolean;
  wasReady: boolean;
};

/**
 * `isNewer` and `foldSubscribed` of packages/domain, in SQL. Rows are locked in the order of their keys, so that two merges at
 * once cannot block each other, and compared as locked, not as the statement first saw them.
 */
const MERGE_SQL = `
  WITH candidate AS (
    SELECT * FROM jsonb_to_recordset(?::jsonb) AS given (
      clientid text, session_connected_at_ms bigint, session_rank smallint, status text, since timestamptz, reason text,
      evidence jsonb, subscribed_at_ms bigint, input_root text)
  ), locked AS (
    SELECT * FROM device_presence WHERE clientid IN (SELECT clientid FROM candidate) ORDER BY clientid FOR UPDATE
  ), decided AS (
    SELECT candidate.*, locked.status AS was_status, locked.ready AS was_ready,
      candidate.session_connected_at_ms IS NOT NULL AND (locked.session_connected_at_ms IS NULL
        OR (candidate.session_connected_at_ms, candidate.session_rank) > (locked.session_connected_at_ms, locked.session_rank)
      ) AS newer_session,
      candidate.subscribed_at_ms IS NOT NULL AND (locked.subscribed_at_ms IS NULL
        OR (candidate.subscribed_at_ms, candidate.input_root = 'tpe') > (locked.subscribed_at_ms, locked.input_root = 'tpe')
      ) AS newer_subscription
    FROM candidate JOIN locked USING (clientid)
  )
  UPDATE device_presence AS stored SET
    session_connected_at_ms = CASE WHEN newer_session THEN decided.session_connected_at_ms ELSE stored.session_connected_at_ms END,
    session_rank = CASE WHEN newer_session THEN decided.session_rank ELSE stored.session_rank END,
    status = CASE WHEN newer_session THEN decided.status ELSE stored.status END,
    since = CASE WHEN newer_session THEN decided.since ELSE stored.since END,
    reason = CASE WHEN newer_session THEN decided.reason ELSE stored.reason END,
    evidence = CASE WHEN newer_session THEN decided.evidence ELSE stored.evidence END,
    subscribed_at_ms = CASE WHEN newer_subscription THEN decided.subscribed_at_ms ELSE stored.subscribed_at_ms END,
    input_root = CASE WHEN newer_subscription THEN decided.input_root ELSE stored.input_root END
  FROM decided
  WHERE stored.clientid = decided.clientid AND (newer_session OR newer_subscription)
  RETURNING stored.clientid, stored.status, decided.was_status AS "wasStatus", stored.ready, decided.was_ready AS "wasReady"`;

const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString());

const toRecord = ({ clientid, presence }: PresenceCandidate) => ({
  clientid,
  session_connected_at_ms: presence.session?.connectedAtMs ?? null,
  session_rank: presence.session?.rank ?? null,
  status: presence.status,
  since: isoOrNull(presence.sinceMs),
  reason: presence.reason,
  evidence: presence.evidence,
  subscribed_at_ms: presence.subscribed?.atMs ?? null,
  input_root: presence.subscribed?.root ?? null,
});

/**
 * Folds what new events say into the stored presence, in one statement, and gives the devices that changed. Unregistered clientids
 * are passed over. Safe to repeat, and in any order.
 */
export async function mergePresence(db: Database, candidates: readonly PresenceCandidate[]): Promise<PresenceChange[]> {
  if (candidates.length === 0) return [];
  return runPrepared(db, 'merge_presence', MERGE_SQL, [toStorableJson(candidates.map(toRecord))]);
}
