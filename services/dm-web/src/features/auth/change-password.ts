import { endSessionsOfUser, updateUser } from '@tpedm/db';
import type { Deps } from '../../deps.ts';
import { audit } from '../../http/audit.ts';
import type { Actor } from '../../http/route.ts';
import { requireCurrentPassword } from './current-password.ts';
import type { SessionSecrets } from './sessions.ts';

/**
 * Changes the password of who asks and ends all of their sessions; the one that asked goes on with the secrets returned, which are
 * null for a program.
 * @throws AppError INVALID_CREDENTIALS, RATE_LIMITED, VALIDATION_FAILED
 */
export async function changePassword(
  deps: Deps,
  actor: Actor,
  input: { currentPassword: string; newPassword: string },
): Promise<SessionSecrets | null> {
  const { db, passwords, sessions } = deps;
  const login = await requireCurrentPassword(deps, actor, input.currentPassword);
  const { username } = login.user;
  const passwordHash = await passwords.hashNew({ password: input.newPassword, username, field: 'newPassword' });
  return db.transaction(async (trx) => {
    const changed = await updateUser(trx, actor.userId, { passwordHash });
    await endSessionsOfUser(trx, actor.userId);
    await audit(trx, actor, 'user.change-password', username);
    return changed && actor.sessionId !== null ? sessions.open(trx, changed, actor) : null;
  });
}
