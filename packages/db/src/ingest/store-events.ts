import { foldPresence, NEVER_CONNECTED, type Presence } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { notifyLive, notifyWork } from '../notify.ts';
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
 * Every writer locks commands first and presence last, each in the order of its keys; presence last, because most batches share
 * devices and would wait for each other.
 */
export function storeEvents(db: Database, events: readonly IngestEvent[]): Promise<IngestOutcome[]> {
  return db.transaction(async (trx) => {
    const registered = await registeredOf(trx, events);
    const known = events.filter((event) => registered.has(event.clientid));
    const answered = await answerCommands(trx, known);
    const storedIds = await insertEvents(trx, known, answered.commandIds);
    // A refusal counts once: delivered again, it could hit a command that was sent since.
    const refused = await failRefusedCommands(
      trx,
      known.filter((event) => storedIds.has(event.eventId)),
    );
    const profiles = await storeProfiles(trx, answered.changed);
    const changes = await mergePresence(trx, foldByDevice(known));
    await notifyLive(trx, 'command.updated', [...answered.changed.map((command) => command.id), ...refused]);
    await notifyLive(trx, 'device.profile', profiles);
    await notifyPresence(trx, changes, known);
    return events.map((event) => outcomeOf(event, registered, storedIds));
  });
}

async function registeredOf(db: Database, events: readonly IngestEvent[]): Promise<Set<string>> {
  const clientids = [...new Set(events.map((event) => event.clientid))];
  const { rows } = await db.raw<{ rows: { clientid: string }[] }>(
    'SELECT clientid FROM device_presence WHERE clientid = ANY(?::text[])',
    [clientids],
  );
  return new Set(rows.map((row) => row.clientid));
}

function foldByDevice(events: readonly IngestEvent[]): PresenceCandidate[] {
  const folded = new Map<string, Presence>();
  for (const { clientid, presence } of events) {
    if (presence) folded.set(clientid, foldPresence(folded.get(clientid) ?? NEVER_CONNECTED, presence));
  }
  return Array.from(folded, ([clientid, presence]) => ({ clientid, presence }));
}

/** A device that changed and is ready now may have a new session: the worker asks for its profile and sends what waits. */
async function notifyPresence(db: Database, changes: readonly PresenceChange[], events: readonly IngestEvent[]): Promise<void> {
  await notifyLive(
    db,
    'device.presence',
    changes.map((change) => change.clientid),
  );
  if (changes.some((change) => change.ready)) await notifyWork(db, 'ready');
  const online = new Set(changes.filter((change) => change.status === 'online').map((change) => change.clientid));
  if (events.some((event) => event.mayBeResumed && online.has(event.clientid))) await notifyWork(db, 'connected');
}

/** Takes the id out of the set, so that the second of two deliveries in one batch counts as the duplicate that it is. */
function outcomeOf(event: IngestEvent, registered: ReadonlySet<string>, storedIds: Set<string>): IngestOutcome {
  if (!registered.has(event.clientid)) return 'unknown_device';
  return storedIds.delete(event.eventId) ? 'stored' : 'duplicate';
}
