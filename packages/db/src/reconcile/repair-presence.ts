import { foldPresence, NEVER_CONNECTED, type SessionEvent } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { notifyLive, notifyWork } from '../notify.ts';
import { mergePresence, type PresenceChange } from '../presence/merge-presence.ts';
import { overridePresence } from '../presence/override-presence.ts';
import type { StoredPresence } from '../presence/read-presence.ts';
import { type Repair, recordRepairs } from './record-repairs.ts';

/**
 * Folds events that must have been lost into the stored presence, writes them into the history and tells everybody.
 * Gives the devices that changed. @param events one a device
 */
export function repairPresence(db: Database, events: readonly SessionEvent[]): Promise<PresenceChange[]> {
  return db.transaction(async (trx) => {
    const candidates = events.map((event) => ({ clientid: event.clientid, presence: foldPresence(NEVER_CONNECTED, event) }));
    const changes = await mergePresence(trx, candidates);
    const changed = new Set(changes.map(({ clientid }) => clientid));
    await announce(
      trx,
      events.filter(({ clientid }) => changed.has(clientid)),
    );
    if (changes.some(({ ready }) => ready)) await notifyWork(trx, 'ready');
    return changes;
  });
}

/** Puts the broker's word in the place of what is stored, unless that has changed since; says whether it did. */
export function replacePresence(db: Database, stored: StoredPresence, event: SessionEvent): Promise<boolean> {
  return db.transaction(async (trx) => {
    const replaced = await overridePresence(trx, stored, foldPresence(NEVER_CONNECTED, event));
    if (replaced) await announce(trx, [event]);
    return replaced;
  });
}

async function announce(db: Database, events: readonly SessionEvent[]): Promise<void> {
  await recordRepairs(db, events.map(toRepair));
  await notifyLive(
    db,
    'device.presence',
    events.map(({ clientid }) => clientid),
  );
}

function toRepair(event: SessionEvent): Repair {
  const { clientid, kind, atMs, connectedAtMs, peername } = event;
  const detail = { at: new Date(atMs).toISOString(), sessionConnectedAt: new Date(connectedAtMs).toISOString(), peername };
  if (kind === 'connected') return { clientid, kind: 'online', detail };
  return { clientid, kind: 'offline', detail: { ...detail, reason: event.reason } };
}
