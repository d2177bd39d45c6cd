import { randomUUID } from 'node:crypto';
import type { Database } from '../database.ts';

/** What a comparison with the broker has put right. `kicked`: it was connected although nobody registered it, or it is disabled. */
export type Repair = { clientid: string; kind: 'online' | 'offline' | 'kicked'; detail: Record<string, unknown> };

/** Writes repairs into the history of their devices. */
export async function recordRepairs(db: Database, repairs: readonly Repair[]): Promise<void> {
  if (repairs.length === 0) return;
  const records = repairs.map(({ clientid, kind, detail }) => ({
    event_id: randomUUID(),
    clientid,
    kind: `reconcile.${kind}`,
    detail,
  }));
  await db.raw(
    `INSERT INTO device_event (event_id, occurred_at, clientid, kind, detail)
     SELECT event_id, now(), clientid, kind, detail
     FROM jsonb_to_recordset(?::jsonb) AS repair (event_id uuid, clientid text, kind text, detail jsonb)`,
    [JSON.stringify(records)],
  );
}
