import { refusedRequestError, UNMATCHABLE_REQUEST_ID } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { toStorableJson } from '../storable-json.ts';
import type { IngestEvent } from './ingest-event.ts';

/**
 * A gateway that refuses a request does not say which. Only when a single command can be meant is it failed: one command is on the
 * gateway (or on its way, published but not yet noted as sent), none that was there has expired in the last minutes, and it was sent
 * before the refusal (with room for two clocks that differ).
 */
const FAIL_SQL = `
  WITH meant AS (
    SELECT min(command.id) AS id, refusal.status_code, refusal.response, refusal.error
    FROM json_to_recordset(?::json) AS refusal (
      clientid text, occurred_at_ms bigint, status_code integer, response jsonb, error text)
    JOIN dm_command AS command USING (clientid)
    WHERE command.state = 'sent'
       OR (command.state = 'queued' AND command.attempts > 0 AND command.claimed_until > now())
       OR (command.state = 'expired' AND command.sent_at IS NOT NULL AND command.finished_at > now() - interval '5 minutes')
    GROUP BY refusal.clientid, refusal.status_code, refusal.response, refusal.error, refusal.occurred_at_ms
    HAVING count(*) = 1 AND bool_and(command.state <> 'expired')
      AND bool_and(coalesce(command.sent_at, now()) < to_timestamp(refusal.occurred_at_ms / 1000.0) + interval '10 seconds')
  )
  UPDATE dm_command AS command SET
    state = 'failed', status_code = meant.status_code, response = meant.response, error = meant.error,
    sent_at = coalesce(command.sent_at, now()), finished_at = now(), claimed_until = NULL
  FROM meant
  WHERE command.id = meant.id AND command.state IN ('queued', 'sent')
  RETURNING command.id`;

/** Fails the commands that refusals (answers with id -1) can only mean, and gives their ids. Pass each refusal once only. */
export async function failRefusedCommands(db: Database, events: readonly IngestEvent[]): Promise<string[]> {
  const refusals = new Map<string, object>();
  for (const { answer, clientid, occurredAtMs } of events) {
    if (answer?.requestId !== UNMATCHABLE_REQUEST_ID || refusals.has(clientid)) continue;
    const { statusCode, payload } = answer;
    refusals.set(clientid, {
      clientid,
      occurred_at_ms: occurredAtMs,
      status_code: statusCode,
      response: payload,
      error: refusedRequestError(answer),
    });
  }
  if (refusals.size === 0) return [];
  const { rows } = await db.raw<{ rows: { id: string }[] }>(FAIL_SQL, [toStorableJson([...refusals.values()])]);
  return rows.map((row) => row.id);
}
