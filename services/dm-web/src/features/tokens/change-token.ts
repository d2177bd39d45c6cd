import { deleteApiToken, insertApiToken } from '@tpedm/db';
import { AppError, may, mayGrant, type Role } from '@tpedm/domain';
import type { Deps } from '../../deps.ts';
import { audit } from '../../http/audit.ts';
import type { Actor } from '../../http/route.ts';
import { hashSecret, newSecret } from '../auth/secrets.ts';

/** So that a token is known for what it is wherever it turns up, by people and by secret scanners. */
const PREFIX = 'tpedm_';

type TokenRequest = { name: string; role?: Role | undefined; expiresAt?: string | undefined };

/** The token that a program asks with; null for a person. */
const tokenIdOf = ({ id, sessionId }: Actor): string | null => (sessionId === null ? id.replace('token:', '') : null);

/**
 * Makes a token for who asks, with their own role unless a lesser one is wanted. The secret is not kept: it is shown this once.
 * @throws AppError FORBIDDEN, VALIDATION_FAILED
 */
export async function createToken({ db }: Deps, actor: Actor, request: TokenRequest): Promise<{ id: string; token: string }> {
  const { name, role = actor.role, expiresAt = null } = request;
  if (!mayGrant(actor.role, role)) {
    throw new AppError('FORBIDDEN', `A token cannot have more rights than you: your role is ${actor.role}`, { field: 'role' });
  }
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) {
    throw new AppError('VALIDATION_FAILED', 'expiresAt: must be in the future', { field: 'expiresAt' });
  }
  const token = `${PREFIX}${newSecret()}`;
  return db.transaction(async (trx) => {
    const owner = { userId: actor.userId, madeWith: tokenIdOf(actor) };
    const id = await insertApiToken(trx, { ...owner, name, role, tokenHash: hashSecret(token), expiresAt });
    await audit(trx, actor, 'token.create', name, { id, role, expiresAt });
    return { id, token };
  });
}

/** Whose tokens somebody may see and delete: their own, or, as administrator, everybody's (null). */
export const reachOf = (actor: Actor): string | null => (may(actor.role, 'token:manage') ? null : actor.userId);

/** @throws AppError TOKEN_NOT_FOUND */
export async function removeToken({ db }: Deps, actor: Actor, id: string): Promise<void> {
  await db.transaction(async (trx) => {
    const name = await deleteApiToken(trx, id, reachOf(actor));
    if (name === null) throw new AppError('TOKEN_NOT_FOUND', 'There is no token with this id, or it is not yours');
    await audit(trx, actor, 'token.delete', name, { id });
  });
}
