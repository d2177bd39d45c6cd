import { foldPresence, type InputSubscribed, NEVER_CONNECTED } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { notifyLive, notifyWork } from '../notify.ts';
import { mergePresence } from '../presence/merge-presence.ts';

/**
 * Stores what devices have subscribed to, as the broker answered when asked; gives how many of them changed. Not an entry of the
 * history: a resumed session keeps its subscriptions, so nothing has happened. @param events one a device
 */
export function storeSubscriptions(db: Database, events: readonly InputSubscribed[]): Promise<number> {
  return db.transaction(async (trx) => {
    const candidates = events.map((event) => ({ clientid: event.clientid, presence: foldPresence(NEVER_CONNECTED, event) }));
    const changes = await mergePresence(trx, candidates);
    const changed = changes.map(({ clientid }) => clientid);
    await notifyLive(trx, 'device.presence', changed);
    if (changes.some(({ ready }) => ready)) await notifyWork(trx, 'ready');
    return changes.length;
  });
}
