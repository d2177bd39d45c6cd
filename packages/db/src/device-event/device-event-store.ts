import { randomUUID } from 'node:crypto';
import { type DeviceChangeKind, type DeviceEvent, describeDeviceEvent, type Page, type PageQuery } from '@tpedm/domain';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { decodeCursor, encodeCursor } from '../paging/cursor.ts';
import { CURSOR_INSTANT_BINDING, cursorInstantSchema, cursorInstantSql } from '../paging/cursor-values.ts';

/** Counting stops here: a device that publishes every second has millions. */
export const MAX_COUNTED_EVENTS = 1_000;

/** Notes in a device's history what `by` did to it. Call it inside the transaction of the change. */
export async function insertDeviceChange(db: Database, clientid: string, kind: DeviceChangeKind, by: string): Promise<void> {
  await db.raw('INSERT INTO device_event (event_id, occurred_at, clientid, kind, detail) VALUES (?, now(), ?, ?, ?)', [
    randomUUID(),
    clientid,
    kind,
    JSON.stringify({ by }),
  ]);
}

type EventRow = { event_id: string; occurred_at: Date; kind: string; detail: Record<string, unknown>; position: string };

const toEvent = ({ event_id, occurred_at, kind, detail }: EventRow): DeviceEvent => ({
  eventId: event_id,
  kind,
  at: occurred_at.toISOString(),
  summary: describeDeviceEvent(kind, detail),
  detail,
});

const positionSchema = z.tuple([cursorInstantSchema, z.uuid()]);

/** History of one device, newest first. `total` is at most `MAX_COUNTED_EVENTS`. @throws AppError INVALID_CURSOR */
export async function listDeviceEvents(db: Database, clientid: string, query: PageQuery): Promise<Page<DeviceEvent>> {
  const page = deviceEventPageQuery(clientid, query);
  const [{ rows }, counted] = await Promise.all([
    db.raw<{ rows: EventRow[] }>(page.sql, [...page.bindings]),
    db.raw(
      `SELECT count(*)::int AS total FROM
         (SELECT FROM device_event WHERE clientid = ? ORDER BY occurred_at DESC LIMIT ${MAX_COUNTED_EVENTS}) AS counted`,
      [clientid],
    ),
  ]);
  const found = rows.slice(0, query.limit);
  const last = found.at(-1);
  const nextCursor = last && rows.length > query.limit ? encodeCursor([last.position, last.event_id]) : null;
  return { items: found.map(toEvent), nextCursor, total: counted.rows[0].total };
}

export function deviceEventPageQuery(
  clientid: string,
  query: PageQuery,
): { sql: string; bindings: readonly (string | number)[] } {
  const position = query.cursor === undefined ? [] : decodeCursor(positionSchema, query.cursor);
  const positionSql = position.length === 0 ? '' : `AND (occurred_at, event_id) < (${CURSOR_INSTANT_BINDING}, ?::uuid)`;
  return {
    sql: `SELECT event_id, occurred_at, kind, detail, ${cursorInstantSql('occurred_at')} AS position FROM device_event
      WHERE clientid = ? ${positionSql} ORDER BY occurred_at DESC, event_id DESC LIMIT ?`,
    bindings: [clientid, ...position, query.limit + 1],
  };
}
