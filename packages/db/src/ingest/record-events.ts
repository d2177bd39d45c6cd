import { foldPresence, LIVE_CHANNEL, NEVER_CONNECTED, type Presence, WORK_CHANNEL } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { runPrepared } from '../prepared.ts';
import { MERGE_CTES } from '../presence/merge-ctes.ts';
import { CANDIDATE_COLUMNS, candidatesJson, type PresenceCandidate } from '../presence/presence-candidate.ts';
import { toStorableJson } from '../storable-json.ts';
import type { IngestEvent, IngestOutcome } from './ingest-event.ts';

/** Clientids in one notice: NOTIFY carries less than 8,000 bytes, a clientid has at most 64. */
const CLIENTIDS_PER_NOTICE = 100;

/**
 * Everything in one statement, because round trips and not rows are what a batch costs: history, presence and the notices of what
 * changed. The events are sorted by their key, so that two deliveries of the same events at once wait for each other instead of
 * blocking each other, and presence is read only when all of them are in: rows are locked in one order by all who do this.
 * Gives the events that were not stored.
 */
const RECORD_SQL = `
  WITH given AS MATERIALIZED (
    SELECT given.*, (SELECT true FROM device_presence WHERE device_presence.clientid = given.clientid) AS is_registered
    FROM json_to_recordset(?::json) AS given (
      event_id uuid, occurred_at_ms bigint, clientid text, kind text, detail jsonb, may_be_resumed boolean)
  ), inserted AS (
    INSERT INTO device_event (event_id, occurred_at, clientid, kind, detail)
    SELECT event_id, to_timestamp(occurred_at_ms / 1000.0), clientid, kind, detail FROM given WHERE is_registered ORDER BY event_id
    ON CONFLICT DO NOTHING
    RETURNING event_id
  ), candidate AS (
    SELECT * FROM json_to_recordset(?::json) AS candidate (${CANDIDATE_COLUMNS}) WHERE (SELECT count(*) FROM inserted) >= 0
  ), ${MERGE_CTES}, notice (channel, payload) AS (
    SELECT '${LIVE_CHANNEL}', json_build_object('type', 'device.presence', 'keys', json_agg(clientid))::text
    FROM (SELECT clientid, (row_number() OVER () - 1) / ${CLIENTIDS_PER_NOTICE} AS part FROM changed) AS numbered GROUP BY part
    UNION ALL SELECT '${WORK_CHANNEL}', 'ready' WHERE EXISTS (SELECT FROM changed WHERE ready)
    UNION ALL SELECT '${WORK_CHANNEL}', 'connected'
    WHERE EXISTS (SELECT FROM changed JOIN given USING (clientid) WHERE changed.status = 'online' AND given.may_be_resumed)
  ), told AS (
    SELECT count(pg_notify(channel, payload)) AS notices FROM notice
  )
  SELECT given.event_id, given.is_registered FROM told, given
  WHERE told.notices >= 0 AND NOT EXISTS (SELECT FROM inserted WHERE inserted.event_id = given.event_id)`;

type NotStored = { event_id: string; is_registered: boolean };

/**
 * Adds the events of registered devices to the history and folds what they say into presence, with the notices of it. One statement,
 * so it is a transaction of its own unless `db` is one. Gives the outcome of each, in order.
 * @param commandIds the command that each event answers
 */
export async function recordEvents(
  db: Database,
  events: readonly IngestEvent[],
  commandIds?: ReadonlyMap<IngestEvent, string>,
): Promise<IngestOutcome[]> {
  const records = events.map((event) => toRecord(event, commandIds?.get(event)));
  const bindings = [toStorableJson(records), candidatesJson(foldByDevice(events))];
  const rows = await runPrepared<NotStored>(db, 'record_events', RECORD_SQL, bindings);
  return outcomesOf(events, rows);
}

function toRecord(event: IngestEvent, commandId: string | undefined) {
  return {
    event_id: event.eventId,
    occurred_at_ms: event.occurredAtMs,
    clientid: event.clientid,
    kind: event.kind,
    detail: detailOf(event, commandId),
    may_be_resumed: event.mayBeResumed,
  };
}

function detailOf({ detail, excerpt }: IngestEvent, commandId: string | undefined): Record<string, unknown> {
  if (commandId !== undefined) return { ...detail, commandId };
  return excerpt === null ? detail : { ...detail, excerpt };
}

function foldByDevice(events: readonly IngestEvent[]): PresenceCandidate[] {
  const folded = new Map<string, Presence>();
  for (const { clientid, presence } of events) {
    if (presence) folded.set(clientid, foldPresence(folded.get(clientid) ?? NEVER_CONNECTED, presence));
  }
  return Array.from(folded, ([clientid, presence]) => ({ clientid, presence }));
}

/** An event that was not stored is a second delivery, or of a device that nobody registered. */
function outcomesOf(events: readonly IngestEvent[], notStored: readonly NotStored[]): IngestOutcome[] {
  const outcomes = new Map<string, IngestOutcome>();
  for (const { event_id, is_registered } of notStored) outcomes.set(event_id, is_registered ? 'duplicate' : 'unknown_device');
  return events.map(({ eventId }) => {
    const outcome = outcomes.get(eventId) ?? 'stored';
    // Of two deliveries in one batch the second is the duplicate.
    if (outcome === 'stored') outcomes.set(eventId, 'duplicate');
    return outcome;
  });
}
