import { answerOutcome, type WireAnswer } from '@tpedm/domain';
import { toStorableJson } from '../storable-json.ts';
import type { IngestEvent } from './ingest-event.ts';

/** A command whose row an answer has changed: its own, or a late one. */
export type AnsweredCommand = { id: string; clientid: string; method: string; path: string; state: string; answer: WireAnswer };

/**
 * Gives answers (bound as JSON) to their commands: makes the CTEs `matched`, the commands that answers belong to, whether or not they
 * change anything, and `answered`, those that they change.
 *
 * An answer ends its command if that was published and is open. After the end it is kept once as late. The rows are locked in the
 * order of their keys, and judged as locked: the expiry sweep may have been faster.
 */
export const ANSWER_CTES = `
  matched AS (
    SELECT answer.*,
      command.state = 'sent' OR (command.state = 'queued' AND command.attempts > 0) AS is_open,
      command.state IN ('expired', 'canceled') AND command.attempts > 0 AND command.late_response IS NULL AS is_late
    FROM json_to_recordset(?::json) AS answer (
      id bigint, clientid text, state text, status_code integer, response jsonb, error text, late_response jsonb)
    JOIN dm_command AS command USING (id, clientid)
    ORDER BY id FOR UPDATE OF command
  ), answered AS (
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
    RETURNING command.id, command.clientid, command.method, command.path, command.state
  )`;

/** No command has an id that long, and a longer one would not fit the column. */
const COMMAND_ID = /^0*([0-9]{1,18})$/;

/** The command that an event answers, as it says; null when it answers none. */
export const answeredIdOf = ({ answer }: IngestEvent): string | null => COMMAND_ID.exec(answer?.requestId ?? '')?.[1] ?? null;

export type CommandKey = { id: string; clientid: string };
type GivenAnswer = CommandKey & { answer: WireAnswer };

/** The answers among `events`, by `answerKey`; of two to one command the first counts. */
export function answersIn(events: readonly IngestEvent[]): Map<string, GivenAnswer> {
  const answers = new Map<string, GivenAnswer>();
  for (const event of events) {
    const { answer, clientid } = event;
    const id = answeredIdOf(event);
    if (answer === null || id === null) continue;
    const key = answerKey({ id, clientid });
    if (!answers.has(key)) answers.set(key, { id, clientid, answer });
  }
  return answers;
}

export const answerKey = ({ id, clientid }: CommandKey): string => `${clientid} ${id}`;

/** Answers as `ANSWER_CTES` takes them. */
export const answersJson = (answers: Iterable<GivenAnswer>): string => toStorableJson(Array.from(answers, toRecord));

function toRecord({ id, clientid, answer: { statusCode, payload } }: GivenAnswer) {
  const { state, error } = answerOutcome({ statusCode, payload });
  return { id, clientid, state, error, status_code: statusCode, response: payload, late_response: { statusCode, payload } };
}
