import type { SessionUser } from '@tpedm/domain';
import type { Database } from '../database.ts';

/**
 * A session is a family of refresh tokens: each use of one makes the next, and the family's id names the session. No token of it is
 * good for longer than `sessionSeconds` after its first.
 */
export type NewRefreshToken = {
  family: string;
  userId: string;
  tokenHash: Buffer;
  lifetimeSeconds: number;
  sessionSeconds: number;
  address: string | null;
  userAgent: string | null;
};

const INSERT_SQL = `
  INSERT INTO refresh_token (family, user_id, token_hash, address, user_agent, session_started_at, expires_at)
  SELECT :family, :userId, :tokenHash, :address, :userAgent, started_at,
    least(now() + :lifetimeSeconds * interval '1 second', started_at + :sessionSeconds * interval '1 second')
  FROM (SELECT coalesce(min(session_started_at), now()) AS started_at FROM refresh_token WHERE family = :family) AS session`;

export async function insertRefreshToken(db: Database, token: NewRefreshToken): Promise<void> {
  await db.raw(INSERT_SQL, token);
}

/**
 * What presenting a token amounts to. `first`: it is used up now, and a successor is due. `again-at-once`: somebody used it moments
 * ago and nobody has used its successor, as when two tabs renew together. `reused`: two parties hold copies.
 */
export type RefreshTokenUse = { outcome: 'first' | 'again-at-once' | 'reused'; family: string; userId: string };

type UsedRow = { family: string; user_id: string; at_once: boolean };

/**
 * Keeps everybody else away from the sessions of a token's owner until the transaction ends: a successor that is being made while
 * its family is ended would outlive it.
 */
async function lockOwner(trx: Database, tokenHash: Buffer): Promise<void> {
  await trx.raw('SELECT FROM app_user WHERE id = (SELECT user_id FROM refresh_token WHERE token_hash = ?) FOR NO KEY UPDATE', [
    tokenHash,
  ]);
}

/** Uses a token up; of any number of callers at the same time, one is first. Null when the token is unknown or too old. */
export async function useRefreshToken(trx: Database, tokenHash: Buffer, graceSeconds: number): Promise<RefreshTokenUse | null> {
  await lockOwner(trx, tokenHash);
  const { rows: first } = await trx.raw<{ rows: UsedRow[] }>(
    `UPDATE refresh_token SET used_at = now()
     WHERE token_hash = ? AND used_at IS NULL AND expires_at > now()
     RETURNING family, user_id`,
    [tokenHash],
  );
  if (first[0]) return { outcome: 'first', family: first[0].family, userId: first[0].user_id };
  const { rows: used } = await trx.raw<{ rows: UsedRow[] }>(
    `SELECT token.family, token.user_id,
            token.used_at > now() - ? * interval '1 second'
            AND NOT EXISTS (SELECT FROM refresh_token AS newer
                            WHERE newer.family = token.family AND newer.id > token.id AND newer.used_at IS NOT NULL) AS at_once
     FROM refresh_token AS token
     WHERE token.token_hash = ? AND token.used_at IS NOT NULL AND token.expires_at > now()`,
    [graceSeconds, tokenHash],
  );
  if (!used[0]) return null;
  return { outcome: used[0].at_once ? 'again-at-once' : 'reused', family: used[0].family, userId: used[0].user_id };
}

/** Ends the session that a token belongs to, used up or not. Returns its id and user; null when there is none. */
export async function endSessionOfToken(trx: Database, tokenHash: Buffer): Promise<{ family: string; user: SessionUser } | null> {
  await lockOwner(trx, tokenHash);
  const row = await trx('refresh_token').where({ token_hash: tokenHash }).first<{ family: string } | undefined>('family');
  const session = row && (await findOpenSession(trx, row.family));
  if (!session) return null;
  await endSession(trx, row.family);
  return { family: row.family, user: session.user };
}

export async function endSession(db: Database, family: string): Promise<void> {
  await db('refresh_token').where({ family }).delete();
}

/** Ends all sessions of a user, or `family` only, or all but `except`; returns how many there were. */
export async function endSessionsOfUser(
  db: Database,
  userId: string,
  which: { family?: string | undefined; except?: string | null } = {},
): Promise<number> {
  const { rows } = await db.raw<{ rows: { ended: number }[] }>(END_SQL, {
    userId,
    family: which.family ?? null,
    except: which.except ?? null,
  });
  return rows[0]?.ended ?? 0;
}

const END_SQL = `
  WITH ended AS (
    DELETE FROM refresh_token
    WHERE user_id = :userId AND (:family::uuid IS NULL OR family = :family) AND (:except::uuid IS NULL OR family <> :except)
    RETURNING family, expires_at)
  SELECT count(DISTINCT family)::int AS ended FROM ended WHERE expires_at > now()`;

/** The user of an open session; null when it has ended or its user is disabled. */
export type OpenSession = { user: SessionUser; sessionEpoch: number };

type SessionRow = SessionUser & { session_epoch: number };

export async function findOpenSession(db: Database, family: string): Promise<OpenSession | null> {
  const { rows } = await db.raw<{ rows: SessionRow[] }>(
    `SELECT app_user.id, app_user.username, app_user.role, app_user.session_epoch
     FROM app_user
     WHERE app_user.enabled
       AND app_user.id = (SELECT user_id FROM refresh_token WHERE family = ? AND expires_at > now() LIMIT 1)`,
    [family],
  );
  const [row] = rows;
  return row ? { user: { id: row.id, username: row.username, role: row.role }, sessionEpoch: row.session_epoch } : null;
}
