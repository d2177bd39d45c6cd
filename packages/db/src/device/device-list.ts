import type { Device, DeviceListQuery, Page } from '@tpedm/domain';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { decodeCursor, encodeCursor } from '../paging/cursor.ts';
import { CURSOR_INSTANT_BINDING, cursorInstantSchema, cursorInstantSql, cursorTextSchema } from '../paging/cursor-values.ts';
import { DEVICE_COLUMNS, DEVICE_TABLES, type DeviceRow, toDevice } from './device-row.ts';

/** Devices of a filter; what is left out does not narrow. */
export type DeviceFilter = Pick<DeviceListQuery, 'search' | 'status'>;

type Table = 'profile' | 'presence';
type SortColumn = { table: Table; sql: string; textSql: string; binding: string; value: z.ZodType<string> };

const textColumn = (table: Table, sql: string): SortColumn => ({
  table,
  sql,
  textSql: sql,
  binding: '?',
  value: cursorTextSchema,
});
const instantColumn = (table: Table, sql: string): SortColumn => ({
  table,
  sql,
  textSql: cursorInstantSql(sql),
  binding: CURSOR_INSTANT_BINDING,
  value: cursorInstantSchema,
});

/** Each has an index on (column, clientid). */
const SORT_COLUMNS: Record<'name' | 'since' | 'createdAt', SortColumn> = {
  name: textColumn('profile', 'profile.name'),
  since: instantColumn('presence', "coalesce(presence.since, '-infinity')"),
  createdAt: instantColumn('profile', 'profile.created_at'),
};

const KEY_TABLES: Record<Table, string> = { profile: 'clientid_profile AS profile', presence: 'device_presence AS presence' };
const BOTH_KEY_TABLES = `${KEY_TABLES.profile} JOIN ${KEY_TABLES.presence} ON presence.clientid = profile.clientid`;

type Condition = { table: Table; sql: string; bindings: readonly string[] };

/** One page of the devices that `query` asks for. `total` is left to the caller. @throws AppError INVALID_CURSOR */
export async function listDevices(db: Database, query: DeviceListQuery): Promise<Omit<Page<Device>, 'total'>> {
  const { sql, bindings } = devicePageQuery(query);
  const { rows } = await db.raw<{ rows: (DeviceRow & { sort_value: string })[] }>(sql, [...bindings]);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const nextCursor = last && rows.length > query.limit ? encodeCursor([query.sort, last.sort_value, last.clientid]) : null;
  return { items: page.map(toDevice), nextCursor };
}

/**
 * Keyset paging: however deep the page, the index is entered right behind the last row. The keys of the page are found in as few
 * tables as will do, then the rows are fetched. One row more than asked for tells whether more follow.
 */
export function devicePageQuery(query: DeviceListQuery): { sql: string; bindings: readonly (string | number)[] } {
  const filter = filterConditions(query);
  const column = sortColumn(query, filter);
  const key = `${column.table}.clientid`;
  const descending = query.sort.startsWith('-');
  const conditions = [...filter, ...positionCondition(query, column, key, descending)];
  const direction = descending ? 'DESC' : 'ASC';
  const order = column.sql === key ? `${key} ${direction}` : `${column.sql} ${direction}, ${key} ${direction}`;
  return {
    sql: `WITH page AS MATERIALIZED (
        SELECT ${key}, ${column.textSql} AS sort_value, row_number() OVER (ORDER BY ${order}) AS position
        FROM ${fromSql([...filter.map(({ table }) => table), column.table])} ${whereSql(conditions)} ORDER BY ${order} LIMIT ?)
      SELECT ${DEVICE_COLUMNS}, page.sort_value FROM page 
        JOIN (${DEVICE_TABLES}) ON profile.clientid = page.clientid ORDER BY page.position`,
    bindings: [...conditions.flatMap(({ bindings }) => bindings), query.limit + 1],
  };
}

/** The client id is in every table: it is taken from the one that is filtered, where the index has both. */
function sortColumn({ sort }: DeviceListQuery, filter: readonly Condition[]): SortColumn {
  const name = sort.replace('-', '') as keyof typeof SORT_COLUMNS | 'clientid';
  if (name !== 'clientid') return SORT_COLUMNS[name];
  const table = filter.some((condition) => condition.table === 'presence') ? 'presence' : 'profile';
  return textColumn(table, `${table}.clientid`);
}

function positionCondition({ sort, cursor }: DeviceListQuery, column: SortColumn, key: string, descending: boolean): Condition[] {
  if (cursor === undefined) return [];
  const { table, sql, binding } = column;
  const [, value, clientid] = decodeCursor(z.tuple([z.literal(sort), column.value, cursorTextSchema]), cursor);
  const operator = descending ? '<' : '>';
  if (sql === key) return [{ table, sql: `${key} ${operator} ?`, bindings: [clientid] }];
  return [{ table, sql: `(${sql}, ${key}) ${operator} (${binding}, ?)`, bindings: [value, clientid] }];
}

const fromSql = (tables: readonly Table[]): string => {
  const [only, ...more] = new Set(tables);
  return only === undefined || more.length > 0 ? BOTH_KEY_TABLES : KEY_TABLES[only];
};

function filterConditions({ search, status }: DeviceFilter): Condition[] {
  const conditions: Condition[] = [];
  if (status) conditions.push({ table: 'presence', sql: 'presence.status = ?', bindings: [status] });
  if (search) {
    const pattern = `%${escapeLike(search.toLowerCase())}%`;
    conditions.push({ table: 'profile', sql: 'profile.search_text LIKE ?', bindings: [pattern] });
  }
  return conditions;
}

const whereSql = (conditions: readonly Condition[]): string =>
  conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;

/** What people type is text to be found, never a pattern. */
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (character) => `\\${character}`);

/** Counting what a search finds stops here: who gets more searches again instead of paging. */
export const MAX_COUNTED_HITS = 10_000;

/** How many devices a search finds, at most `MAX_COUNTED_HITS`. */
export async function countDevices(db: Database, filter: DeviceFilter): Promise<number> {
  const conditions = filterConditions(filter);
  const tables = fromSql(conditions.map(({ table }) => table));
  const { rows } = await db.raw(
    `SELECT count(*)::int AS total FROM (SELECT FROM ${tables} ${whereSql(conditions)} LIMIT ${MAX_COUNTED_HITS}) AS hits`,
    conditions.flatMap(({ bindings }) => bindings),
  );
  return rows[0].total;
}
