import type { HttpMethod, TopicRoot } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { runPrepared } from '../prepared.ts';

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

/** Which commands to claim, and for how long. */
export type ClaimOptions = {
  limit: number;
  leaseMs: number;
  /** What this worker has published and not noted yet: it is noted as sent, in the same transaction. */
  sentIds?: readonly string[];
  /** Looks at later commands only, to step over thousands that wait for devices to come back. */
  afterId: string;
};

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
export async function claimCommands(
  db: Database,
  { limit, leaseMs, sentIds = [], afterId }: ClaimOptions,
): Promise<ClaimedCommand[]> {
  const sql = 'SELECT * FROM outbox_claim(?, ?, ?, ?)';
  const rows = await runPrepared<ClaimedRow>(db, 'claim_commands', sql, [[...sentIds], limit, leaseMs, afterId]);
  return rows.map(toClaimed).sort(byId);
}
