import type { Presence } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { PRESENCE_COLUMNS, type PresenceRow, toPresence } from './presence-row.ts';

export type StoredPresence = { clientid: string; presence: Presence };
/** With whether the device may be connected at all. */
export type RegisteredPresence = StoredPresence & { enabled: boolean };

const toStored = (row: PresenceRow): StoredPresence => ({ clientid: row.clientid, presence: toPresence(row) });

/** What is known of the devices among `clientids` that are registered. */
export async function findPresences(db: Database, clientids: readonly string[]): Promise<RegisteredPresence[]> {
  const { rows } = await db.raw<{ rows: (PresenceRow & { enabled: boolean })[] }>(
    `SELECT ${PRESENCE_COLUMNS}, login.enabled
     FROM device_presence AS presence JOIN mqtt_user AS login ON login.clientid = presence.clientid
     WHERE presence.clientid = ANY (?::text[])`,
    [[...clientids]],
  );
  return rows.map((row) => ({ ...toStored(row), enabled: row.enabled }));
}

/** A page of the devices that are online, in the order of their clientids. @param afterClientid last one of the page before, or '' */
export async function listOnline(db: Database, afterClientid: string, limit: number): Promise<StoredPresence[]> {
  const { rows } = await db.raw<{ rows: PresenceRow[] }>(
    `SELECT ${PRESENCE_COLUMNS} FROM device_presence AS presence
     WHERE presence.status = 'online' AND presence.clientid > ? ORDER BY presence.clientid LIMIT ?`,
    [afterClientid, limit],
  );
  return rows.map(toStored);
}

/**
 * A page of the devices that are online without being ready, in the order of their clientids.
 * @param options.onlineForLessThanMs looks at devices that came online this recently only; all is a scan of the fleet
 */
export async function listOnlineNotReady(
  db: Database,
  options: { onlineForLessThanMs: number; afterClientid: string; limit: number },
): Promise<StoredPresence[]> {
  const { rows } = await db.raw<{ rows: PresenceRow[] }>(
    `SELECT ${PRESENCE_COLUMNS} FROM device_presence AS presence
     WHERE presence.status = 'online' AND NOT presence.ready AND presence.clientid > :afterClientid
       AND presence.since > now() - :onlineForLessThanMs * interval '1 millisecond'
     ORDER BY presence.clientid LIMIT :limit`,
    options,
  );
  return rows.map(toStored);
}
