import type { Command, CommandListQuery, Page } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { decodeCursor } from '../paging/cursor.ts';
import { idPage, idPositionSchema } from '../paging/page.ts';
import { BRIEF_COMMAND_COLUMNS, type CommandRow, toCommand } from './command-row.ts';

/** Counting stops here: nobody pages further, and a history of millions would be counted again for every page. */
export const MAX_COUNTED_COMMANDS = 10_000;

type Condition = { sql: string; binding: string };

function filterConditions({ clientid, state }: CommandListQuery): Condition[] {
  return [
    ...(clientid ? [{ sql: 'clientid = ?', binding: clientid }] : []),
    ...(state ? [{ sql: 'state = ?', binding: state }] : []),
  ];
}

const whereSql = (conditions: readonly Condition[]): string =>
  conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;

/** Newest first, without the long parts. `total` is at most `MAX_COUNTED_COMMANDS`. @throws AppError INVALID_CURSOR */
export async function listCommands(db: Database, query: CommandListQuery): Promise<Page<Command>> {
  const page = commandPageQuery(query);
  const filter = filterConditions(query);
  const [{ rows }, counted] = await Promise.all([
    db.raw<{ rows: CommandRow[] }>(page.sql, [...page.bindings]),
    db.raw(
      `SELECT count(*)::int AS total FROM (SELECT FROM dm_command ${whereSql(filter)} LIMIT ${MAX_COUNTED_COMMANDS}) AS counted`,
      filter.map(({ binding }) => binding),
    ),
  ]);
  return idPage({ found: rows, limit: query.limit, total: counted.rows[0].total, toItem: toCommand });
}

export function commandPageQuery(query: CommandListQuery): { sql: string; bindings: readonly (string | number)[] } {
  const conditions = filterConditions(query);
  if (query.cursor !== undefined) conditions.push({ sql: 'id < ?', binding: decodeCursor(idPositionSchema, query.cursor)[0] });
  return {
    sql: `SELECT ${BRIEF_COMMAND_COLUMNS} FROM dm_command ${whereSql(conditions)} ORDER BY id DESC LIMIT ?`,
    bindings: [...conditions.map(({ binding }) => binding), query.limit + 1],
  };
}
