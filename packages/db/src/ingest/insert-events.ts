import type { Database } from '../database.ts';
import { runPrepared } from '../prepared.ts';
import { toStorableJson } from '../storable-json.ts';
import type { IngestEvent } from './ingest-event.ts';

/** Sorted by the key, so that two deliveries of the same events at once wait for each other instead of blocking each other. */
const INSERT_SQL = `
  INSERT INTO device_event (event_id, occurred_at, clientid, kind, detail)
  SELECT event_id, to_timestamp(occurred_at_ms / 1000.0), clientid, kind, detail
  FROM json_to_recordset(?::json) AS given (event_id uuid, occurred_at_ms bigint, clientid text, kind text, detail jsonb)
  WHERE EXISTS (SELECT FROM device_presence WHERE device_presence.clientid = given.clientid)
  ORDER BY event_id
  ON CONFLICT DO NOTHING
  RETURNING event_id`;

/**
 * Adds the events of registered devices to the history and gives the ids of those that were not in it.
 * @param commandIds the command that each event answers
 */
export async function insertEvents(
  db: Database,
  events: readonly IngestEvent[],
  commandIds: ReadonlyMap<IngestEvent, string>,
): Promise<Set<string>> {
  const records = events.map((event) => ({
    event_id: event.eventId,
    occurred_at_ms: event.occurredAtMs,
    clientid: event.clientid,
    kind: event.kind,
    detail: detailOf(event, commandIds.get(event)),
  }));
  const rows = await runPrepared<{ event_id: string }>(db, 'insert_events', INSERT_SQL, [toStorableJson(records)]);
  return new Set(rows.map((row) => row.event_id));
}

function detailOf({ detail, excerpt }: IngestEvent, commandId: string | undefined): Record<string, unknown> {
  if (commandId !== undefined) return { ...detail, commandId };
  return excerpt === null ? detail : { ...detail, excerpt };
}
