import type { Database } from '../database.ts';
import { liveNoticesSql, notifyLive } from '../notify.ts';
import { runPrepared } from '../prepared.ts';
import type { ClaimedCommand } from './claim-commands.ts';

/** Commands by id, locked in the order of their ids as every writer does, so that two of them cannot block each other. */
const LOCKED = '(SELECT id FROM dm_command WHERE id = ANY (:ids::bigint[]) ORDER BY id FOR UPDATE) AS locked';

const changeSql = (assignments: string, condition: string): string => `
  WITH changed AS (
    UPDATE dm_command AS command SET claimed_until = NULL, ${assignments}
    FROM ${LOCKED} WHERE command.id = locked.id AND ${condition}
    RETURNING command.id
  )
  SELECT pg_notify(channel, payload) FROM (${liveNoticesSql('command.updated', 'changed', 'id')}) AS notice`;

const UNKNOWN_SQL = changeSql(`state = 'sent'`, `state = 'queued'`);
const REFUSED_SQL = changeSql(`state = 'failed', error = :error, finished_at = now()`, `state = 'queued'`);

/** Notes that commands were published; an answer may have been quicker. `claimCommands` does it in passing. */
export async function markSent(db: Database, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await runPrepared(db, 'note_sent', 'SELECT outbox_note_sent(?)', [[...ids]]);
}

/**
 * Ends the sending of commands of which nobody knows whether they were published. They count as sent, without a time: their
 * answer or their deadline ends them.
 */
export const markDeliveryUnknown = (db: Database, ids: readonly string[]): Promise<void> =>
  changeCommands(db, 'mark_delivery_unknown', UNKNOWN_SQL, { ids: [...ids] });

/** Ends commands that the broker will never take. */
export const markRefused = (db: Database, ids: readonly string[], error: string): Promise<void> =>
  changeCommands(db, 'mark_refused', REFUSED_SQL, { ids: [...ids], error });

async function changeCommands(
  db: Database,
  name: string,
  sql: string,
  bindings: { ids: string[]; error?: string },
): Promise<void> {
  if (bindings.ids.length > 0) await runPrepared(db, name, sql, bindings);
}

/**
 * Gives claimed commands back to the queue. @param wasPublished `never` takes the attempt back, so that a command that may not be
 * published twice is not held for one that was
 */
export async function releaseClaims(db: Database, ids: readonly string[], wasPublished: 'never' | 'perhaps'): Promise<void> {
  if (ids.length === 0) return;
  await db.raw(
    `UPDATE dm_command AS command SET claimed_until = NULL, attempts = attempts - :unused
     FROM ${LOCKED} WHERE command.id = locked.id AND state = 'queued'`,
    { ids: [...ids], unused: wasPublished === 'never' ? 1 : 0 },
  );
}

/** The subscription of a device that turned out not to be there. */
type LostSubscription = Pick<ClaimedCommand, 'clientid' | 'session'>;

const CLEAR_SQL = `
  WITH lost AS (
    SELECT * FROM jsonb_to_recordset(?::jsonb) AS given (clientid text, connected_at_ms bigint, subscribed_at_ms bigint)
  ), locked AS (
    SELECT clientid FROM device_presence WHERE clientid IN (SELECT clientid FROM lost) ORDER BY clientid FOR UPDATE
  )
  UPDATE device_presence AS presence SET subscribed_at_ms = NULL, input_root = NULL
  FROM lost JOIN locked USING (clientid)
  WHERE presence.clientid = lost.clientid AND presence.session_connected_at_ms = lost.connected_at_ms
    AND presence.subscribed_at_ms = lost.subscribed_at_ms
  RETURNING presence.clientid`;

/** Takes back that devices are ready, unless they have connected or subscribed again since the claim. */
export async function clearSubscriptions(db: Database, lost: readonly LostSubscription[]): Promise<void> {
  if (lost.length === 0) return;
  await db.transaction(async (trx) => {
    const bindings = [JSON.stringify(lost.map(toRecord))];
    const { rows } = await trx.raw<{ rows: { clientid: string }[] }>(CLEAR_SQL, bindings);
    const clientids = rows.map(({ clientid }) => clientid);
    await notifyLive(trx, 'device.presence', clientids);
  });
}

const toRecord = ({ clientid, session }: LostSubscription) => ({
  clientid,
  connected_at_ms: session.connectedAtMs,
  subscribed_at_ms: session.subscribedAtMs,
});
