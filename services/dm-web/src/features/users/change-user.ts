import {
  deleteUser,
  endSessionsOfUser,
  findLoginById,
  insertUser,
  lockAdministrators,
  lockUser,
  type UserChange,
  updateUser,
} from '@tpedm/db';
import { AppError, type Role, type User } from '@tpedm/domain';
import type { Deps } from '../../deps.ts';
import { audit } from '../../http/audit.ts';
import type { Actor } from '../../http/route.ts';

const noSuchUser = () => new AppError('USER_NOT_FOUND', 'There is no user with this id');

/** @throws AppError USER_NOT_FOUND */
export async function getUser({ db }: Deps, id: string): Promise<User> {
  const login = await findLoginById(db, id);
  if (!login) throw noSuchUser();
  return login.user;
}

/** @throws AppError USERNAME_TAKEN, VALIDATION_FAILED */
export async function createUser(
  { db, passwords }: Deps,
  actor: Actor,
  input: { username: string; password: string; role: Role },
): Promise<User> {
  const { username, password, role } = input;
  const passwordHash = await passwords.hashNew({ password, username, field: 'password' });
  return db.transaction(async (trx) => {
    const { user } = await insertUser(trx, { username, passwordHash, role });
    await audit(trx, actor, 'user.create', username, { role });
    return user;
  });
}

export type UserUpdate = { role?: Role | undefined; enabled?: boolean | undefined; password?: string | undefined };

/** Changes what is given. A new password and being disabled end all sessions. @throws AppError USER_NOT_FOUND, LAST_ADMINISTRATOR */
export async function changeUser(deps: Deps, actor: Actor, id: string, update: UserUpdate): Promise<User> {
  const { db, passwords } = deps;
  const { role, enabled, password } = update;
  const { username } = await getUser(deps, id);
  const change: UserChange = {
    ...(role !== undefined && { role }),
    ...(enabled !== undefined && { enabled }),
    ...(password !== undefined && { passwordHash: await passwords.hashNew({ password, username, field: 'password' }) }),
  };
  return db.transaction(async (trx) => {
    const staysAdministrator = (role ?? 'administrator') === 'administrator' && enabled !== false;
    const administrators = await lockAdministrators(trx);
    if (!(await lockUser(trx, id))) throw noSuchUser();
    if (!staysAdministrator) requireAnother(administrators, id);
    const changed = await updateUser(trx, id, change);
    if (!changed) throw noSuchUser();
    if (enabled === false || password !== undefined) await endSessionsOfUser(trx, id);
    const detail = {
      ...(role && { role }),
      ...(enabled !== undefined && { enabled }),
      ...(password && { passwordChanged: true }),
    };
    await audit(trx, actor, 'user.update', changed.user.username, detail);
    return changed.user;
  });
}

/** @throws AppError USER_NOT_FOUND, LAST_ADMINISTRATOR */
export async function removeUser({ db }: Deps, actor: Actor, id: string): Promise<void> {
  await db.transaction(async (trx) => {
    const administrators = await lockAdministrators(trx);
    const user = await lockUser(trx, id);
    if (!user) throw noSuchUser();
    requireAnother(administrators, id);
    await deleteUser(trx, id);
    await audit(trx, actor, 'user.delete', user.username, { role: user.role });
  });
}

/** Somebody must be left who can make administrators. */
function requireAnother(administrators: readonly string[], id: string): void {
  if (administrators.length > 1 || !administrators.includes(id)) return;
  throw new AppError('LAST_ADMINISTRATOR', 'This is the only administrator; make another one first');
}
