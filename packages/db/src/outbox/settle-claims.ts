import type { Database } from '../database.ts';
import { notifyLive } from '../notify.ts';
import type { ClaimedCommand } from './claim-commands.ts';

/**
 * Notes that commands were published. An answer may have been quicker, or a cancellation: a final state stays as it is and only
 * learns when it was sent.
 */
export async function markSent(db: Database, ids: readonly string[]): Promise<void> {
  await changeCommands(
    db,
    `UPDATE dm_command SET state = CASE WHEN state = 'queued' THEN 'sent' ELSE state END, claimed_until = NULL,
       sent_at = coalesce(sent_at, least(now(), finished_at))
     WHERE id = ANY (?::bigint[]) RETURNING id`,
    [[...ids]],
  );
}

/**
 * Ends the sending of commands of which nobody knows whether they were published. They count as sent, without a time: their
 * answer or their deadline ends them.
 */
export async function markDeliveryUnknown(db: Database, ids: readonly string[]): Promise<void> {
  await changeCommands(
    db,
    `UPDATE dm_command SET state = 'sent', claimed_until = NULL WHERE id = ANY (?::bigint[]) AND state = 'queued' RETURNING id`,
    [[...ids]],
  );
}

/** Ends commands that the broker will never take. */
export async function markRefused(db: Database, ids: readonly string[], error: string): Promise<void> {
  await changeCommands(
    db,
    `UPDATE dm_command SET state = 'failed', error = ?, finished_at = now(), claimed_until = NULL
     WHERE id = ANY (?::bigint[]) AND state = 'queued' RETURNING id`,
    [error, [...ids]],
  );
}

async function changeCommands(db: Database, sql: string, bindings: (string | string[])[]): Promise<void> {
  await db.transaction(async (trx) => {
    const { rows } = await trx.raw<{ rows: { id: string }[] }>(sql, bindings);
    const changed = rows.map(({ id }) => id);
    await notifyLive(trx, 'command.updated', changed);
  });
}

/**
 * Gives claimed commands back to the queue. @param wasPublished `never` takes the attempt back, so that a command that may not be
 * published twice is not held for one that was
 */
export async function releaseClaims(db: Database, ids: readonly string[], wasPublished: 'never' | 'perhaps'): Promise<void> {
  await db.raw(
    `UPDATE dm_command SET claimed_until = NULL, attempts = attempts - ? WHERE id = ANY (?::bigint[]) AND state = 'queued'`,
    [wasPublished === 'never' ? 1 : 0, [...ids]],
  );
}

/** The subscription of a device that turned out not to be there. */
type LostSubscription = Pick<ClaimedCommand, 'clientid' | 'session'>;

/**
 * Takes back that devices are ready, unless they have connected or subscribed again since the claim.
 * Gives the clientids that are no longer ready.
 */
export async function clearSubscriptions(db: Database, lost: readonly LostSubscription[]): Promise<string[]> {
  return db.transaction(async (trx) => {
    const { rows } = await trx.raw<{ rows: { clientid: string }[] }>(
      `UPDATE device_presence AS presence SET subscribed_at_ms = NULL, input_root = NULL
       FROM jsonb_to_recordset(?::jsonb) AS lost (clientid text, connected_at_ms bigint, subscribed_at_ms bigint)
       WHERE presence.clientid = lost.clientid AND presence.session_connected_at_ms = lost.connected_at_ms
         AND presence.subscribed_at_ms = lost.subscribed_at_ms
       RETURNING presence.clientid`,
      [JSON.stringify(lost.map(toRecord))],
    );
    const clientids = rows.map(({ clientid }) => clientid);
    await notifyLive(trx, 'device.presence', clientids);
    return clientids;
  });
}

const toRecord = ({ clientid, session }: LostSubscription) => ({
  clientid,
  connected_at_ms: session.connectedAtMs,
  subscribed_at_ms: session.subscribedAtMs,
});
