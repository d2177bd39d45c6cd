import { foldPresence, NEVER_CONNECTED, type Presence, WORK_CHANNEL } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { liveNoticesSql } from '../notify.ts';
import { runPrepared } from '../prepared.ts';
import { MERGE_CTES } from '../presence/merge-ctes.ts';
import { CANDIDATE_COLUMNS, candidatesJson, type PresenceCandidate } from '../presence/presence-candidate.ts';
import { toStorableJson } from '../storable-json.ts';
import { ANSWER_CTES, type AnsweredCommand, answeredIdOf, answerKey, answersIn, answersJson } from './answer-commands.ts';
import type { IngestEvent, IngestOutcome } from './ingest-event.ts';

/**
 * Everything in one statement, because round trips and not rows are what a batch costs: commands that are answered, history, presence
 * and the notices of what changed. `given` looks at all that is `matched`, so commands are locked before the first event is stored.
 * The events are sorted by their key, so that two deliveries of the same events at once wait for each other instead of blocking each
 * other, and presence is read only when all of them are in: rows are locked in one order by all who do this. Gives the events that
 * were not stored, and the commands that were answered.
 */
const RECORD_SQL = `
  WITH ${ANSWER_CTES}, given AS MATERIALIZED (
    SELECT event.event_id, event.occurred_at_ms, event.clientid, event.kind, event.may_be_resumed,
      CASE WHEN (event.answered_id, event.clientid) IN (SELECT id, clientid FROM matched)
        THEN event.answer_detail ELSE event.detail END AS detail,
      (SELECT true FROM device_presence WHERE device_presence.clientid = event.clientid) AS is_registered
    FROM json_to_recordset(?::json) AS event (
      event_id uuid, occurred_at_ms bigint, clientid text, kind text, detail jsonb, may_be_resumed boolean,
      answered_id bigint, answer_detail jsonb)
  ), inserted AS (
    INSERT INTO device_event (event_id, occurred_at, clientid, kind, detail)
    SELECT event_id, to_timestamp(occurred_at_ms / 1000.0), clientid, kind, detail FROM given WHERE is_registered ORDER BY event_id
    ON CONFLICT DO NOTHING
    RETURNING event_id
  ), candidate AS (
    SELECT * FROM json_to_recordset(?::json) AS candidate (${CANDIDATE_COLUMNS}) WHERE (SELECT count(*) FROM inserted) >= 0
  ), ${MERGE_CTES}, notice AS (
    ${liveNoticesSql('command.updated', 'answered', 'id')}
    UNION ALL ${liveNoticesSql('device.presence', 'changed', 'clientid')}
    UNION ALL SELECT '${WORK_CHANNEL}', 'ready' WHERE EXISTS (SELECT FROM changed WHERE ready)
    UNION ALL SELECT '${WORK_CHANNEL}', 'connected'
    WHERE EXISTS (SELECT FROM changed JOIN given USING (clientid) WHERE changed.status = 'online' AND given.may_be_resumed)
  ), told AS (
    SELECT count(pg_notify(channel, payload)) AS notices FROM notice
  ), not_stored AS (
    SELECT event_id, is_registered FROM given WHERE NOT EXISTS (SELECT FROM inserted WHERE inserted.event_id = given.event_id)
  )
  SELECT (SELECT json_agg(not_stored) FROM not_stored) AS not_stored,
    (SELECT json_agg(json_build_object('id', id::text, 'clientid', clientid, 'method', method, 'path', path, 'state', state))
     FROM answered) AS answered
  FROM told WHERE told.notices >= 0`;

type NotStored = { event_id: string; is_registered: boolean };
type Recorded = { not_stored: NotStored[] | null; answered: Omit<AnsweredCommand, 'answer'>[] | null };

/**
 * Adds the events of registered devices to the history, ends the commands that they answer and folds what they say into presence, with
 * the notices of it. One statement, so it is a transaction of its own unless `db` is one. Gives the outcome of each event, in order.
 */
export async function recordEvents(
  db: Database,
  events: readonly IngestEvent[],
): Promise<{ outcomes: IngestOutcome[]; answered: AnsweredCommand[] }> {
  const answers = answersIn(events);
  const bindings = [answersJson(answers.values()), toStorableJson(events.map(toRecord)), candidatesJson(foldByDevice(events))];
  const [recorded] = await runPrepared<Recorded>(db, 'record_events', RECORD_SQL, bindings);
  const answered = (recorded?.answered ?? []).flatMap((command) => {
    const given = answers.get(answerKey(command));
    return given ? [{ ...command, answer: given.answer }] : [];
  });
  return { outcomes: outcomesOf(events, recorded?.not_stored ?? []), answered };
}

/** The history names the command that was answered instead of an excerpt. */
function toRecord(event: IngestEvent) {
  const { detail, excerpt } = event;
  const answeredId = answeredIdOf(event);
  return {
    event_id: event.eventId,
    occurred_at_ms: event.occurredAtMs,
    clientid: event.clientid,
    kind: event.kind,
    detail: excerpt === null ? detail : { ...detail, excerpt },
    may_be_resumed: event.mayBeResumed,
    ...(answeredId !== null && { answered_id: answeredId, answer_detail: { ...detail, commandId: answeredId } }),
  };
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
