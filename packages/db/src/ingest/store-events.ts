import { foldPresence, NEVER_CONNECTED, type Presence, type WorkNotice } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { notify } from '../notify.ts';
import { mergePresence, type PresenceCandidate, type PresenceChange } from '../presence/merge-presence.ts';
import { answerCommands } from './answer-commands.ts';
import { failRefusedCommands } from './fail-refused-commands.ts';
import type { IngestEvent, IngestOutcome } from './ingest-event.ts';
import { insertEvents } from './insert-events.ts';
import { storeProfiles } from './store-profiles.ts';

/**
 * Stores events of the broker in one transaction: the history, the answers of commands, profiles, presence, and the notices of what
 * changed. Gives the outcome of each, in order. Safe to repeat with the same events.
 *
 * Rows are locked in one order by all who do this: commands by id, events by id, presence by clientid. Presence comes last, because
 * most batches share devices and would wait for each other.
 */
export function storeEvents(db: Database, events: readonly IngestEvent[]): Promise<IngestOutcome[]> {
  return db.transaction(async (trx) => {
    const answered = await answerCommands(trx, events);
    const storedIds = await insertEvents(trx, events, answered.commandIds);
    // A refusal counts once: delivered again, it could hit a command that was sent since.
    const refused = await failRefusedCommands(
      trx,
      events.filter((event) => storedIds.has(event.eventId)),
    );
    const profiles = await storeProfiles(trx, answered.changed);
    const changes = await mergePresence(trx, foldByDevice(events));
    const live = {
      'command.updated': [...answered.changed.map((command) => command.id), ...refused],
      'device.profile': profiles,
      'device.presence': changes.map((change) => change.clientid),
    };
    await notify(trx, { live, work: workFor(changes, events) });
    return outcomesOf(trx, events, storedIds);
  });
}

function foldByDevice(events: readonly IngestEvent[]): PresenceCandidate[] {
  const folded = new Map<string, Presence>();
  for (const { clientid, presence } of events) {
    if (presence) folded.set(clientid, foldPresence(folded.get(clientid) ?? NEVER_CONNECTED, presence));
  }
  return Array.from(folded, ([clientid, presence]) => ({ clientid, presence }));
}

/** A device that changed and is ready now may have a new session: the worker asks for its profile and sends what waits. */
function workFor(changes: readonly PresenceChange[], events: readonly IngestEvent[]): WorkNotice[] {
  const online = new Set(changes.filter((change) => change.status === 'online').map((change) => change.clientid));
  const mayBeResumed = events.some((event) => event.mayBeResumed && online.has(event.clientid));
  const work: WorkNotice[] = changes.some((change) => change.ready) ? ['ready'] : [];
  return mayBeResumed ? [...work, 'connected'] : work;
}

/** An event that was not stored is a second delivery, or of a device that nobody registered. */
async function outcomesOf(db: Database, events: readonly IngestEvent[], storedIds: Set<string>): Promise<IngestOutcome[]> {
  // Taken out of the set, an id counts once: the second of two deliveries in one batch is the duplicate.
  const isStored = events.map((event) => storedIds.delete(event.eventId));
  if (!isStored.includes(false)) return events.map(() => 'stored');
  const clientids = [...new Set(events.map((event) => event.clientid))];
  const registered = new Set(await db('device_presence').whereIn('clientid', clientids).pluck<string[]>('clientid'));
  return events.map((event, index) => {
    if (!registered.has(event.clientid)) return 'unknown_device';
    return isStored[index] ? 'stored' : 'duplicate';
  });
}
