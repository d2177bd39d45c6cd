import type { Page, PageQuery, Session } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { decodeCursor } from '../paging/cursor.ts';
import { idPage, idPositionSchema } from '../paging/page.ts';

type SessionRow = {
  id: string;
  family: string;
  address: string | null;
  user_agent: string | null;
  session_started_at: Date;
  created_at: Date;
};

/** The newest token of each session: it was made when the session was used last. */
const OPEN_SESSIONS_SQL = `
  SELECT DISTINCT ON (family) id, family, address, user_agent, session_started_at, created_at
  FROM refresh_token WHERE user_id = ? AND expires_at > now() ORDER BY family, id DESC`;

/** Open sessions of a user, the last used first. `currentId` is the session that asks; null for a program. */
export async function listSessions(
  db: Database,
  { userId, currentId }: { userId: string; currentId: string | null },
  { limit, cursor }: PageQuery,
): Promise<Page<Session>> {
  const position = cursor === undefined ? [] : decodeCursor(idPositionSchema, cursor);
  const positionSql = position.length === 0 ? '' : 'WHERE id < ?::bigint';
  const [{ rows }, counted] = await Promise.all([
    db.raw<{ rows: SessionRow[] }>(`SELECT * FROM (${OPEN_SESSIONS_SQL}) AS session ${positionSql} ORDER BY id DESC LIMIT ?`, [
      userId,
      ...position,
      limit + 1,
    ]),
    db.raw('SELECT count(DISTINCT family)::int AS total FROM refresh_token WHERE user_id = ? AND expires_at > now()', [userId]),
  ]);
  const toSession = (row: SessionRow): Session => ({
    id: row.family,
    isCurrent: row.family === currentId,
    address: row.address,
    userAgent: row.user_agent,
    startedAt: row.session_started_at.toISOString(),
    lastUsedAt: row.created_at.toISOString(),
  });
  return idPage({ found: rows, limit, total: counted.rows[0].total, toItem: toSession });
}
