import type { Presence } from '@tpedm/domain';
import { toStorableJson } from '../storable-json.ts';

/** What new events say of one device: `foldPresence` of them all, beginning with NEVER_CONNECTED. One candidate a device. */
export type PresenceCandidate = { clientid: string; presence: Presence };

/** Columns of a candidate in SQL. */
export const CANDIDATE_COLUMNS = `
  clientid text, session_connected_at_ms bigint, session_rank smallint, status text, since timestamptz, reason text,
  evidence jsonb, subscribed_at_ms bigint, input_root text`;

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

/** The candidates as JSON with these columns. */
export const candidatesJson = (candidates: readonly PresenceCandidate[]): string => toStorableJson(candidates.map(toRecord));
