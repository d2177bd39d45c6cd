import { claimSetup, insertUser, isSetupDone } from '@tpedm/db';
import { AppError } from '@tpedm/domain';
import type { Deps } from '../../deps.ts';
import { audit } from '../../http/audit.ts';
import type { Requester } from '../../http/requester.ts';
import { isSameSecret } from './secrets.ts';
import { type SignedIn, toSessionUser } from './sign-in.ts';
import { userActor } from './user-actor.ts';

const alreadyDone = () => new AppError('SETUP_ALREADY_DONE', 'The first administrator exists already; sign in instead');

/**
 * Makes the first administrator, once, and signs them in. Of two who try at the same time one wins.
 * @throws AppError SETUP_ALREADY_DONE, SETUP_TOKEN_INVALID or RATE_LIMITED
 */
export async function makeFirstAdministrator(
  deps: Deps,
  input: { setupToken: string; username: string; password: string },
  requester: Requester,
): Promise<SignedIn> {
  const { db, passwords, sessions } = deps;
  if (await isSetupDone(db)) throw alreadyDone();
  const succeeded = deps.loginLimits.attempt({ account: null, address: requester.address });
  if (!isSameSecret(input.setupToken, deps.config.SETUP_TOKEN)) {
    throw new AppError('SETUP_TOKEN_INVALID', 'The set-up token is wrong; it is printed when TPEDM starts', {
      field: 'setupToken',
    });
  }
  succeeded();
  const { username, password } = input;
  const passwordHash = await passwords.hashNew({ password, username, field: 'password' });
  return db.transaction(async (trx) => {
    if (!(await claimSetup(trx))) throw alreadyDone();
    const login = await insertUser(trx, { username, passwordHash, role: 'administrator' });
    const user = toSessionUser(login);
    await audit(trx, userActor(user, null, requester), 'user.create-first', user.username, { role: user.role });
    return { user, ...(await sessions.open(trx, login, requester)) };
  });
}
