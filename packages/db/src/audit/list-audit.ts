import { type AuditEntry, type AuditListQuery, idSchema, type Page } from '@tpedm/domain';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { decodeCursor, encodeCursor } from '../paging/cursor.ts';
import { CURSOR_INSTANT_BINDING, cursorInstantSchema, cursorInstantSql } from '../paging/cursor-values.ts';

/** Counting stops here: the log is kept without end. */
export const MAX_COUNTED_AUDIT_ENTRIES = 10_000;

type AuditRow = {
  id: string;
  at: Date;
  actor: string;
  actor_id: string;
  action: string;
  target: string | null;
  detail: Record<string, unknown>;
  address: string | null;
  request_id: string | null;
  position: string;
};

const toEntry = (row: AuditRow): AuditEntry => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: row.actor,
  actorId: row.actor_id,
  action: row.action,
  target: row.target,
  detail: row.detail,
  address: row.address,
  requestId: row.request_id,
});

const positionSchema = z.tuple([cursorInstantSchema, idSchema]);

type Filter = { sql: string; bindings: readonly string[] };

function filterOf({ actor, action, target, from, to }: AuditListQuery): Filter {
  const wanted = { 'actor = ?': actor, 'action = ?': action, 'target = ?': target, 'at >= ?': from, 'at < ?': to };
  const given = Object.entries(wanted).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return { sql: ['true', ...given.map(([sql]) => sql)].join(' AND '), bindings: given.map(([, value]) => value) };
}

/** Newest first. `total` is at most `MAX_COUNTED_AUDIT_ENTRIES`. @throws AppError INVALID_CURSOR */
export async function listAudit(db: Database, query: AuditListQuery): Promise<Page<AuditEntry>> {
  const page = auditPageQuery(query);
  const filter = filterOf(query);
  const [{ rows }, counted] = await Promise.all([
    db.raw<{ rows: AuditRow[] }>(page.sql, [...page.bindings]),
    db.raw(
      `SELECT count(*)::int AS total FROM
         (SELECT FROM audit_log WHERE ${filter.sql} LIMIT ${MAX_COUNTED_AUDIT_ENTRIES}) AS counted`,
      [...filter.bindings],
    ),
  ]);
  const found = rows.slice(0, query.limit);
  const last = found.at(-1);
  const nextCursor = last && rows.length > query.limit ? encodeCursor([last.position, last.id]) : null;
  return { items: found.map(toEntry), nextCursor, total: counted.rows[0].total };
}

/** In the order of time rather than of ids, so that a page of a period long ago begins where the period does. */
export function auditPageQuery(query: AuditListQuery): { sql: string; bindings: readonly (string | number)[] } {
  const { sql, bindings } = filterOf(query);
  const position = query.cursor === undefined ? [] : decodeCursor(positionSchema, query.cursor);
  const positionSql = position.length === 0 ? '' : `AND (at, id) < (${CURSOR_INSTANT_BINDING}, ?::bigint)`;
  return {
    sql: `SELECT *, ${cursorInstantSql('at')} AS position FROM audit_log
      WHERE ${sql} ${positionSql} ORDER BY at DESC, id DESC LIMIT ?`,
    bindings: [...bindings, ...position, query.limit + 1],
  };
}
