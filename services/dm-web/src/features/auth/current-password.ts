import { findLoginById, type UserLogin } from '@tpedm/db';
import { AppError } from '@tpedm/domain';
import type { Deps } from '../../deps.ts';
import type { Actor } from '../../http/route.ts';

/**
 * Asks a person who is signed in for their password once more, before what a stolen session must not do.
 * @throws AppError INVALID_CREDENTIALS or RATE_LIMITED
 */
export async function requireCurrentPassword(deps: Deps, actor: Actor, currentPassword: string): Promise<UserLogin> {
  const login = await findLoginById(deps.db, actor.userId);
  const succeeded = deps.loginLimits.attempt({ known: `user:${actor.userId}` });
  if (!login || !(await deps.passwords.matches(login.passwordHash, currentPassword))) {
    throw new AppError('INVALID_CREDENTIALS', 'The current password is wrong', { field: 'currentPassword' });
  }
  succeeded();
  return login;
}
