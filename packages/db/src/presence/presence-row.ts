import type { Presence, PresenceEvidence, PresenceStatus, TopicRoot } from '@tpedm/domain';

export const PRESENCE_COLUMNS = `
  presence.clientid, presence.session_connected_at_ms, presence.session_rank, presence.status, presence.since, presence.reason,
  presence.evidence, presence.subscribed_at_ms, presence.input_root`;

export type PresenceRow = {
  clientid: string;
  session_connected_at_ms: string | null;
  session_rank: number | null;
  status: PresenceStatus;
  since: Date | null;
  reason: string | null;
  evidence: PresenceEvidence | null;
  subscribed_at_ms: string | null;
  input_root: TopicRoot | null;
};

export const toPresence = (row: PresenceRow): Presence => ({
  session:
    row.session_connected_at_ms === null || row.session_rank === null
      ? null
      : { connectedAtMs: Number(row.session_connected_at_ms), rank: row.session_rank },
  status: row.status,
  sinceMs: row.since?.getTime() ?? null,
  reason: row.reason,
  evidence: row.evidence,
  subscribed:
    row.subscribed_at_ms === null || row.input_root === null
      ? null
      : { atMs: Number(row.subscribed_at_ms), root: row.input_root },
});
