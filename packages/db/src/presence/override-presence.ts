import type { Presence } from '@tpedm/domain';
import type { Database } from '../database.ts';
import type { StoredPresence } from './read-presence.ts';

/**
 * Replaces a stored session that the broker contradicts, unless it has changed since it was read; says whether it did.
 * Its subscription goes too: it was timed by the same clock, and would hide those to come.
 */
export async function overridePresence(db: Database, { clientid, presence }: StoredPresence, truth: Presence): Promise<boolean> {
  const { rowCount } = await db.raw(
    `UPDATE device_presence SET session_connected_at_ms = :connectedAtMs::bigint, session_rank = :rank::smallint, status = :status,
       since = to_timestamp(:sinceMs / 1000.0), reason = :reason, evidence = :evidence::jsonb,
       subscribed_at_ms = NULL, input_root = NULL
     WHERE clientid = :clientid AND session_connected_at_ms = :knownConnectedAtMs::bigint AND session_rank = :knownRank::smallint`,
    {
      clientid,
      connectedAtMs: truth.session?.connectedAtMs ?? null,
      rank: truth.session?.rank ?? null,
      status: truth.status,
      sinceMs: truth.sinceMs,
      reason: truth.reason,
      evidence: JSON.stringify(truth.evidence),
      knownConnectedAtMs: presence.session?.connectedAtMs ?? null,
      knownRank: presence.session?.rank ?? null,
    },
  );
  return rowCount > 0;
}
