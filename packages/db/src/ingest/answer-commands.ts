import { answerOutcome, type WireAnswer } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { runPrepared } from '../prepared.ts';
import { toStorableJson } from '../storable-json.ts';
import type { IngestEvent } from './ingest-event.ts';

/** A command that got its answer, or a late one. */
export type AnsweredCommand = { id: string; clientid: string; method: string; path: string; state: string };

export type Answered = {
  /** The command that each answering event belongs to, whether or not it changed anything. */
  commandIds: Map<IngestEvent, string>;
  /** Commands whose rows have changed. */
  changed: (AnsweredCommand & { answer: WireAnswer })[];
};

/**
 * An answer ends its command if that was published and is open. After the end it is kept once as late. The rows are locked in the
 * order of their keys, and judged as locked: the expiry sweep may have been faster.
 */
const ANSWER_SQL = `
  WITH matched AS (
    SELECT given.*,
      command.state = 'sent' OR (command.state = 'queued' AND command.attempts > 0) AS is_open,
      command.state IN ('expired', 'canceled') AND command.attempts > 0 AND command.late_response IS NULL AS is_late
    FROM json_to_recordset(?::json) AS given (
      id bigint, clientid text, state text, status_code integer, response jsonb, error text, late_response jsonb)
    JOIN dm_command AS command USING (id, clientid)
    ORDER BY id FOR UPDATE OF command
  ), changed AS (
    UPDATE dm_command AS command SET
      state = CASE WHEN is_open THEN matched.state ELSE command.state END,
      status_code = CASE WHEN is_open THEN matched.status_code ELSE command.status_code END,
      response = CASE WHEN is_open THEN matched.response ELSE command.response END,
      error = CASE WHEN is_open THEN matched.error ELSE command.error END,
      sent_at = CASE WHEN is_open THEN coalesce(command.sent_at, now()) ELSE command.sent_at END,
      finished_at = CASE WHEN is_open THEN now() ELSE command.finished_at END,
      claimed_until = CASE WHEN is_open THEN NULL ELSE command.claimed_until END,
      late_response = CASE WHEN is_late THEN matched.late_response ELSE command.late_response END
    FROM matched
    WHERE command.id = matched.id AND (is_open OR is_late)
    RETURNING command.id, command.method, command.path, command.state
  )
  SELECT id, matched.clientid, changed.method, changed.path, changed.state FROM matched LEFT JOIN changed USING (id)`;

type Row = AnsweredCommand | { id: string; clientid: string; method: null };

/** No command has an id that long, and a longer one would not fit the column. */
const COMMAND_ID = /^0*([0-9]{1,18})$/;

const keyOf = (clientid: string, id: string): string => `${clientid} ${id}`;

/** Gives each answer to its command; of two answers to one command in the list the first counts. */
export async function answerCommands(db: Database, events: readonly IngestEvent[]): Promise<Answered> {
  const eventsByCommand = new Map<string, [IngestEvent, ...IngestEvent[]]>();
  for (const event of events) {
    const id = COMMAND_ID.exec(event.answer?.requestId ?? '')?.[1];
    if (id === undefined) continue;
    const key = keyOf(event.clientid, id);
    const same = eventsByCommand.get(key);
    if (same) same.push(event);
    else eventsByCommand.set(key, [event]);
  }
  const answered: Answered = { commandIds: new Map(), changed: [] };
  if (eventsByCommand.size === 0) return answered;
  const records = Array.from(eventsByCommand, ([key, [first]]) => toRecord(key, first));
  const rows = await runPrepared<Row>(db, 'answer_commands', ANSWER_SQL, [toStorableJson(records)]);
  for (const row of rows) {
    const answering = eventsByCommand.get(keyOf(row.clientid, row.id)) ?? [];
    for (const event of answering) answered.commandIds.set(event, row.id);
    const answer = answering[0]?.answer;
    if (row.method !== null && answer) answered.changed.push({ ...row, answer });
  }
  return answered;
}

function toRecord(key: string, { clientid, answer }: IngestEvent) {
  const { statusCode, payload } = answer ?? { statusCode: null, payload: null };
  const { state, error } = answerOutcome({ statusCode, payload });
  const id = key.slice(clientid.length + 1);
  return { id, clientid, state, error, status_code: statusCode, response: payload, late_response: { statusCode, payload } };
}
