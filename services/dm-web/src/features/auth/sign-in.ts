import { endSessionOfToken, findLoginByName, noteLogin, type UserLogin } from '@tpedm/db';
import { AppError, type SessionUser } from '@tpedm/domain';
import type { Deps } from '../../deps.ts';
import { audit } from '../../http/audit.ts';
import type { Requester } from '../../http/requester.ts';
import { hashSecret } from './secrets.ts';
import type { SessionSecrets } from './sessions.ts';
import { userActor } from './user-actor.ts';

const wrongCredentials = () => new AppError('INVALID_CREDENTIALS', 'The user name or the password is wrong');

export type SignedIn = SessionSecrets & { user: SessionUser };

/** @throws AppError INVALID_CREDENTIALS or RATE_LIMITED */
export async function signIn(
  deps: Deps,
  credentials: { username: string; password: string; browserMark: string | null },
  requester: Requester,
): Promise<SignedIn> {
  const known = deps.knownBrowsers.recognize(credentials.browserMark, credentials.username);
  const { username: account } = credentials;
  const succeeded = deps.loginLimits.attempt(known === null ? { account, address: requester.address } : { known });
  const login = await findLoginByName(deps.db, credentials.username);
  const isMatch = await deps.passwords.matches(login?.passwordHash ?? null, credentials.password);
  if (!login || !isMatch || !login.user.enabled) {
    deps.log.warn('sign-in refused', { ...requester, knownUserId: login?.user.id });
    throw wrongCredentials();
  }
  succeeded();
  return beginSession(deps, login, requester);
}

async function beginSession({ db, sessions }: Deps, login: UserLogin, requester: Requester): Promise<SignedIn> {
  const user = toSessionUser(login);
  const secrets = await db.transaction(async (trx) => {
    if (!(await noteLogin(trx, login))) throw wrongCredentials();
    await audit(trx, userActor(user, null, requester), 'session.begin', user.username);
    return sessions.open(trx, login, requester);
  });
  return { user, ...secrets };
}

export const toSessionUser = ({ user }: UserLogin): SessionUser => ({ id: user.id, username: user.username, role: user.role });

/** Ends the session that a refresh token belongs to, if it still belongs to one. */
export async function signOut({ db }: Deps, refreshToken: string, requester: Requester): Promise<void> {
  await db.transaction(async (trx) => {
    const ended = await endSessionOfToken(trx, hashSecret(refreshToken));
    if (ended) await audit(trx, userActor(ended.user, ended.family, requester), 'session.end', ended.user.username);
  });
}
