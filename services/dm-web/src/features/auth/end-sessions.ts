import { endSessionsOfUser, lockUser } from '@tpedm/db';
import { AppError } from '@tpedm/domain';
import type { Deps } from '../../deps.ts';
import { audit } from '../../http/audit.ts';
import type { Actor } from '../../http/route.ts';
import { requireCurrentPassword } from './current-password.ts';

/**
 * Ends a session of who asks, or without `id` all but the one that asks. The lock keeps a renewal that is under way from outliving it.
 * @throws AppError INVALID_CREDENTIALS, RATE_LIMITED, SESSION_NOT_FOUND
 */
export async function endOwnSessions(
  deps: Deps,
  actor: Actor,
  { id, currentPassword }: { id?: string | undefined; currentPassword: string },
): Promise<{ ended: number }> {
  const { user } = await requireCurrentPassword(deps, actor, currentPassword);
  return deps.db.transaction(async (trx) => {
    await lockUser(trx, actor.userId);
    const ended = await endSessionsOfUser(trx, actor.userId, id === undefined ? { except: actor.sessionId } : { family: id });
    if (id !== undefined && ended === 0)
      throw new AppError('SESSION_NOT_FOUND', 'You have no such session; it may have ended already');
    await audit(trx, actor, id === undefined ? 'session.end-others' : 'session.end', user.username, { ended });
    return { ended };
  });
}

/** For an administrator. @throws AppError USER_NOT_FOUND */
export async function endSessionsOf({ db }: Deps, actor: Actor, userId: string): Promise<void> {
  await db.transaction(async (trx) => {
    const user = await lockUser(trx, userId);
    if (!user) throw new AppError('USER_NOT_FOUND', 'There is no user with this id');
    const ended = await endSessionsOfUser(trx, userId);
    await audit(trx, actor, 'user.end-sessions', user.username, { ended });
  });
}
