import { AppError, type Role, type User } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { violatedConstraint } from '../database-error.ts';
import { toUser, type UserRow } from './user-row.ts';

/** A user with what is needed to sign in. */
export type UserLogin = { user: User; passwordHash: string; sessionEpoch: number };

const toLogin = (row: UserRow): UserLogin => ({
  user: toUser(row),
  passwordHash: row.password_hash,
  sessionEpoch: row.session_epoch,
});

/** Names are compared without regard to case, so that nobody can pass for another. */
export async function findLoginByName(db: Database, username: string): Promise<UserLogin | null> {
  const row = await db<UserRow>('app_user').whereRaw('lower(username) = lower(?)', [username]).first();
  return row ? toLogin(row) : null;
}

export async function findLoginById(db: Database, id: string): Promise<UserLogin | null> {
  const row = await db<UserRow>('app_user').where({ id }).first();
  return row ? toLogin(row) : null;
}

/** Waits for others who change the user, and keeps them waiting until the transaction ends. */
export async function lockUser(trx: Database, id: string): Promise<User | null> {
  const row = await trx<UserRow>('app_user').where({ id }).forUpdate().first();
  return row ? toUser(row) : null;
}

/** Ids of all who can administer, locked in one order: two administrators who demote each other wait for one another. */
export async function lockAdministrators(trx: Database): Promise<string[]> {
  const rows = await trx<UserRow>('app_user')
    .where({ role: 'administrator', enabled: true })
    .orderBy('id')
    .forUpdate()
    .select('id');
  return rows.map((row) => row.id);
}

/** @throws AppError USERNAME_TAKEN */
export async function insertUser(db: Database, user: { username: string; passwordHash: string; role: Role }): Promise<UserLogin> {
  try {
    const rows = await db<UserRow>('app_user')
      .insert({ username: user.username, password_hash: user.passwordHash, role: user.role })
      .returning('*');
    return toLogin(rows[0] as UserRow);
  } catch (error) {
    if (violatedConstraint(error) !== 'app_user_username_key') throw error;
    throw new AppError('USERNAME_TAKEN', 'Another user has this name; choose a different one', { field: 'username' });
  }
}

export type UserChange = { role?: Role; enabled?: boolean; passwordHash?: string };

/** Changes what is given; access that was granted before the change ends with it. Null when there is no such user. */
export async function updateUser(db: Database, id: string, change: UserChange): Promise<UserLogin | null> {
  const { role, enabled, passwordHash } = change;
  const columns = { role, enabled, password_hash: passwordHash, updated_at: db.fn.now() };
  const rows: UserRow[] = await db('app_user')
    .where({ id })
    .update({ ...columns, session_epoch: db.raw('session_epoch + 1') })
    .returning('*');
  return rows[0] ? toLogin(rows[0]) : null;
}

/** False when the user has been changed, disabled or deleted since the login was read: it counts no more. */
export async function noteLogin(db: Database, { user, sessionEpoch }: UserLogin): Promise<boolean> {
  const current = db('app_user').where({ id: user.id, enabled: true, session_epoch: sessionEpoch });
  return (await current.update({ last_login_at: db.fn.now() })) === 1;
}

export async function deleteUser(db: Database, id: string): Promise<void> {
  await db('app_user').where({ id }).delete();
}
