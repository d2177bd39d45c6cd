import { mayGrant, type Page, type Role, type Token } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { decodeCursor } from '../paging/cursor.ts';
import { idPage, idPositionSchema } from '../paging/page.ts';

type ApiTokenRow = {
  id: string;
  name: string;
  role: Role;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  user_id: string;
  owner: string;
  owner_role: Role;
};

/** A token never gives more than its owner has now. */
const roleOf = (row: ApiTokenRow): Role => (mayGrant(row.owner_role, row.role) ? row.role : row.owner_role);

const toToken = (row: ApiTokenRow): Token => ({
  id: row.id,
  name: row.name,
  role: roleOf(row),
  owner: row.owner,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at?.toISOString() ?? null,
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
});

const tokensWithOwners = (db: Database) =>
  db('api_token')
    .join('app_user', 'app_user.id', 'api_token.user_id')
    .select<ApiTokenRow[]>('api_token.*', { owner: 'app_user.username', owner_role: 'app_user.role' });

/** Who a token speaks for; `lastUsedAt` is UTC, null when it has not been used. */
export type TokenBearer = {
  tokenId: string;
  tokenName: string;
  userId: string;
  username: string;
  role: Role;
  lastUsedAt: Date | null;
};

/** Null when the token is unknown or expired, or its owner disabled. */
export async function findTokenBearer(db: Database, by: { tokenHash: Buffer } | { id: string }): Promise<TokenBearer | null> {
  const query = tokensWithOwners(db)
    .where('app_user.enabled', true)
    .whereRaw('(api_token.expires_at IS NULL OR api_token.expires_at > now())');
  if ('id' in by) query.where('api_token.id', by.id);
  else query.where('api_token.token_hash', by.tokenHash);
  const [row] = await query;
  if (!row) return null;
  const { id, name, user_id: userId, owner: username, last_used_at: lastUsedAt } = row;
  return { tokenId: id, tokenName: name, userId, username, role: roleOf(row), lastUsedAt };
}

export async function noteTokenUse(db: Database, id: string): Promise<void> {
  await db('api_token').where({ id }).update({ last_used_at: db.fn.now() });
}

/** `madeWith` is the id of the token that it is made with: it expires no later than that one, and is deleted with it. */
export type NewApiToken = {
  userId: string;
  name: string;
  role: Role;
  tokenHash: Buffer;
  expiresAt: string | null;
  madeWith?: string | null;
};

/** The earlier of two ends, where null is never. */
const EXPIRES_AT_SQL = 'least(?::timestamptz, (SELECT expires_at FROM api_token WHERE id = ?))';

/** Returns the token's id. */
export async function insertApiToken(db: Database, token: NewApiToken): Promise<string> {
  const { madeWith = null } = token;
  const rows = await db<{ id: string }>('api_token')
    .insert({
      user_id: token.userId,
      name: token.name,
      role: token.role,
      token_hash: token.tokenHash,
      expires_at: db.raw(EXPIRES_AT_SQL, [token.expiresAt, madeWith]),
      made_with: madeWith,
    } as object)
    .returning('id');
  return String(rows[0]?.id);
}

/** Deletes a token, of `userId` only unless that is null; returns its name, or null when there is none. */
export async function deleteApiToken(db: Database, id: string, userId: string | null): Promise<string | null> {
  const query = db<{ id: string; name: string; user_id: string }>('api_token').where({ id }).delete().returning('name');
  const rows = await (userId === null ? query : query.where({ user_id: userId }));
  return rows[0]?.name ?? null;
}

/** Newest first; of `userId` only unless that is null. */
export async function listApiTokens(
  db: Database,
  query: { userId: string | null; limit: number; cursor?: string | undefined },
): Promise<Page<Token>> {
  const { userId, limit, cursor } = query;
  const rows = tokensWithOwners(db)
    .orderBy('api_token.id', 'desc')
    .limit(limit + 1);
  const count = db('api_token').count({ total: '*' }).first();
  if (userId !== null) {
    rows.where('api_token.user_id', userId);
    count.where('user_id', userId);
  }
  if (cursor !== undefined) rows.where('api_token.id', '<', ...decodeCursor(idPositionSchema, cursor));
  const [found, counted] = await Promise.all([rows, count]);
  return idPage({ found, limit, total: counted?.total, toItem: toToken });
}
