import type { Device, DeviceListQuery, Page } from '@tpedm/domain';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { decodeCursor, encodeCursor } from '../paging/cursor.ts';
import { CURSOR_INSTANT_BINDING, cursorInstantSchema, cursorInstantSql } from '../paging/cursor-values.ts';
import { DEVICE_COLUMNS, DEVICE_TABLES, type DeviceRow, toDevice } from './device-row.ts';

/** Devices of a filter; what is left out does not narrow. */
export type DeviceFilter = Pick<DeviceListQuery, 'search' | 'status'>;

type SortColumn = { sql: string; textSql: string; binding: string; value: z.ZodType<string> };

const textColumn = (sql: string): SortColumn => ({ sql, textSql: sql, binding: '?', value: z.string() });
const instantColumn = (sql: string): SortColumn => ({
  sql,
  textSql: cursorInstantSql(sql),
  binding: CURSOR_INSTANT_BINDING,
  value: cursorInstantSchema,
});

/** Each has an index on (column, clientid), but clientid, which is a key. */
const SORT_COLUMNS: Record<'clientid' | 'name' | 'since' | 'createdAt', SortColumn> = {
  clientid: textColumn('profile.clientid'),
  name: textColumn('profile.name'),
  since: instantColumn("coalesce(presence.since, '-infinity')"),
  createdAt: instantColumn('profile.created_at'),
};

type Condition = { sql: string; bindings: readonly (string | null)[] };

/** One page of the devices that `query` asks for. `total` is left to the caller. @throws AppError INVALID_CURSOR */
export async function listDevices(db: Database, query: DeviceListQuery): Promise<Omit<Page<Device>, 'total'>> {
  const { sql, bindings } = devicePageQuery(query);
  const { rows } = await db.raw<{ rows: (DeviceRow & { sort_value: string })[] }>(sql, [...bindings]);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const nextCursor = last && rows.length > query.limit ? encodeCursor([query.sort, last.sort_value, last.clientid]) : null;
  return { items: page.map(toDevice), nextCursor };
}

/** Keyset paging: however deep the page, the index is entered right behind the last row. One row more tells whether more follow. */
export function devicePageQuery(query: DeviceListQuery): { sql: string; bindings: readonly (string | number | null)[] } {
  const column = SORT_COLUMNS[query.sort.replace('-', '') as keyof typeof SORT_COLUMNS];
  const descending = query.sort.startsWith('-');
  const conditions = [...filterConditions(query), ...positionCondition(query, column, descending)];
  const direction = descending ? 'DESC' : 'ASC';
  return {
    sql: `SELECT ${DEVICE_COLUMNS}, ${column.textSql} AS sort_value FROM ${DEVICE_TABLES}
      ${whereSql(conditions)} ORDER BY ${column.sql} ${direction}, profile.clientid ${direction} LIMIT ?`,
    bindings: [...conditions.flatMap(({ bindings }) => bindings), query.limit + 1],
  };
}

function positionCondition({ sort, cursor }: DeviceListQuery, column: SortColumn, descending: boolean): Condition[] {
  if (cursor === undefined) return [];
  const [, value, clientid] = decodeCursor(z.tuple([z.literal(sort), column.value, z.string()]), cursor);
  const operator = descending ? '<' : '>';
  return [{ sql: `(${column.sql}, profile.clientid) ${operator} (${column.binding}, ?)`, bindings: [value, clientid] }];
}

function filterConditions({ search, status }: DeviceFilter): Condition[] {
  const conditions: Condition[] = [];
  if (search) conditions.push({ sql: 'profile.search_text LIKE ?', bindings: [`%${escapeLike(search.toLowerCase())}%`] });
  if (status) conditions.push({ sql: 'presence.status = ?', bindings: [status] });
  return conditions;
}

const whereSql = (conditions: readonly Condition[]): string =>
  conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;

/** What people type is text to be found, never a pattern. */
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (character) => `\\${character}`);

/** How many devices a search finds. */
export async function countDevices(db: Database, filter: DeviceFilter): Promise<number> {
  const conditions = filterConditions(filter);
  const tables = filter.status
    ? 'clientid_profile AS profile JOIN device_presence AS presence ON presence.clientid = profile.clientid'
    : 'clientid_profile AS profile';
  const { rows } = await db.raw(
    `SELECT count(*)::int AS total FROM ${tables} ${whereSql(conditions)}`,
    conditions.flatMap(({ bindings }) => bindings),
  );
  return rows[0].total;
}
