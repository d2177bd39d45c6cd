import { randomUUID } from 'node:crypto';
import {
  type Database,
  endSession,
  findOpenSession,
  insertRefreshToken,
  recordAudit,
  type UserLogin,
  useRefreshToken,
} from '@tpedm/db';
import { AppError, type SessionUser } from '@tpedm/domain';
import type { Requester } from '../../http/requester.ts';
import type { AccessTokens } from './access-token.ts';
import { hashSecret, newSecret } from './secrets.ts';

export const REFRESH_LIFETIME_SECONDS = 14 * 24 * 3_600;
/** However often it is renewed, a session ends then, and its person signs in anew. */
const SESSION_LIFETIME_SECONDS = 30 * 24 * 3_600;

/**
 * Two tabs of one browser may renew with the same token at once. The later one is forgiven this long, and only while nobody has used
 * the successor. It gets access for ten minutes but no refresh token: so a thief who is that quick cannot stay, and at the owner's
 * next renewal, or the thief's, the reuse shows and the session ends for both.
 */
const GRACE_SECONDS = 5;

/** What a browser keeps for a session; `refreshToken` is null when the one it has, or is about to get, stays good. */
export type SessionSecrets = { accessToken: string; refreshToken: string | null };

export type Sessions = {
  /** Begins a session of a user, within the transaction of the sign-in. */
  open: (trx: Database, login: UserLogin, requester: Requester) => Promise<SessionSecrets>;
  /** Trades a refresh token for fresh secrets. @throws AppError SESSION_EXPIRED */
  renew: (refreshToken: string, requester: Requester) => Promise<SessionSecrets & { user: SessionUser }>;
};

type Renewal = (SessionSecrets & { user: SessionUser }) | null;

export function createSessions({ db, accessTokens }: { db: Database; accessTokens: AccessTokens }): Sessions {
  const addRefreshToken = async (trx: Database, family: string, userId: string, requester: Requester): Promise<string> => {
    const { address, userAgent } = requester;
    const secret = newSecret();
    const limits = { lifetimeSeconds: REFRESH_LIFETIME_SECONDS, sessionSeconds: SESSION_LIFETIME_SECONDS };
    await insertRefreshToken(trx, { family, userId, tokenHash: hashSecret(secret), address, userAgent, ...limits });
    return secret;
  };

  const renewIn = async (trx: Database, refreshToken: string, requester: Requester): Promise<Renewal> => {
    const use = await useRefreshToken(trx, hashSecret(refreshToken), GRACE_SECONDS);
    if (!use) return null;
    const { family, userId, outcome } = use;
    if (outcome === 'reused') {
      await endSession(trx, family);
      const target = `user:${userId}`;
      await recordAudit(trx, { actor: 'system', actorId: 'system', action: 'session.end-reused', target, ...requester });
      return null;
    }
    const session = await findOpenSession(trx, family);
    if (!session) return null;
    const accessToken = accessTokens.sign({ sub: userId, sid: family, epoch: session.sessionEpoch });
    const next = outcome === 'first' ? await addRefreshToken(trx, family, userId, requester) : null;
    return { user: session.user, accessToken, refreshToken: next };
  };

  return {
    open: async (trx, { user, sessionEpoch }, requester) => {
      const family = randomUUID();
      const refreshToken = await addRefreshToken(trx, family, user.id, requester);
      return { accessToken: accessTokens.sign({ sub: user.id, sid: family, epoch: sessionEpoch }), refreshToken };
    },
    renew: async (refreshToken, requester) => {
      const renewal = await db.transaction((trx) => renewIn(trx, refreshToken, requester));
      if (!renewal) throw new AppError('SESSION_EXPIRED', 'Your session has ended; sign in again');
      return renewal;
    },
  };
}
