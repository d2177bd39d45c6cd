import { type Database, findOpenSession, findTokenBearer, noteTokenUse, type OpenSession, type TokenBearer } from '@tpedm/db';
import { AppError } from '@tpedm/domain';
import type { Authenticate } from '../../http/access.ts';
import type { Requester } from '../../http/requester.ts';
import type { Actor } from '../../http/route.ts';
import { bearerTokenOf } from '../../http/same-origin.ts';
import type { AccessTokens } from './access-token.ts';
import { createRecentCache } from './recent-cache.ts';
import { hashSecret } from './secrets.ts';
import { accessTokenOf } from './session-cookies.ts';
import { userActor } from './user-actor.ts';

/** A user who is disabled or signed out is out within this time. */
const CACHE = { maxAgeMs: 1_000, maxEntries: 5_000 };
const TOKEN_USE_NOTED_EVERY_MS = 60_000;

export type Authenticator = {
  authenticate: Authenticate;
  /** For answers that stay open: whether whoever asked is still signed in, with the same role. */
  isStillSignedIn: (actor: Actor) => Promise<boolean>;
};

export function createAuthenticator({ db, accessTokens }: { db: Database; accessTokens: AccessTokens }): Authenticator {
  const recentSession = createRecentCache<OpenSession>(CACHE);
  const recentBearer = createRecentCache<TokenBearer>(CACHE);

  const bySession = async (accessToken: string, requester: Requester): Promise<Actor> => {
    const claims = accessTokens.verify(accessToken);
    const isCurrent = (found: OpenSession) => found.user.id === claims?.sub && found.sessionEpoch === claims.epoch;
    const session = claims && (await recentSession(claims.sid, () => findOpenSession(db, claims.sid), isCurrent));
    if (!session) throw new AppError('SESSION_EXPIRED', 'Your session has ended; renew it or sign in again');
    return userActor(session.user, claims.sid, requester);
  };

  const byApiToken = async (apiToken: string, requester: Requester): Promise<Actor> => {
    const tokenHash = hashSecret(apiToken);
    const load = async () => {
      const found = await findTokenBearer(db, { tokenHash });
      if (found && isUseDue(found.lastUsedAt)) await noteTokenUse(db, found.tokenId);
      return found;
    };
    const bearer = await recentBearer(tokenHash.toString('hex'), load, () => true);
    if (!bearer) throw new AppError('UNAUTHENTICATED', 'The API token is not valid; it may have expired or been deleted');
    const { tokenId, tokenName, userId, username, role } = bearer;
    return { id: `token:${tokenId}`, userId, name: `${username} (${tokenName})`, role, sessionId: null, ...requester };
  };

  return {
    authenticate: async (req, requester) => {
      const apiToken = bearerTokenOf(req);
      if (apiToken !== null) return byApiToken(apiToken, requester);
      const accessToken = accessTokenOf(req);
      if (accessToken === null) throw new AppError('UNAUTHENTICATED', 'Sign in, or send an API token as Authorization: Bearer');
      return bySession(accessToken, requester);
    },
    isStillSignedIn: async ({ id, userId, role, sessionId }) => {
      if (sessionId === null) {
        const bearer = await findTokenBearer(db, { id: id.replace('token:', '') });
        return bearer?.role === role;
      }
      const isSame = ({ user }: OpenSession) => user.id === userId && user.role === role;
      return (await recentSession(sessionId, () => findOpenSession(db, sessionId), isSame)) !== null;
    },
  };
}

const isUseDue = (lastUsedAt: Date | null): boolean =>
  lastUsedAt === null || Date.now() - lastUsedAt.getTime() > TOKEN_USE_NOTED_EVERY_MS;
