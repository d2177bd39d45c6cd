import type { Page, User } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { decodeCursor } from '../paging/cursor.ts';
import { idPage, idPositionSchema } from '../paging/page.ts';
import { toUser, type UserRow } from './user-row.ts';

/** Users in the order in which they were made. */
export async function listUsers(db: Database, query: { limit: number; cursor?: string | undefined }): Promise<Page<User>> {
  const { limit, cursor } = query;
  const rows = db<UserRow>('app_user')
    .orderBy('id')
    .limit(limit + 1);
  if (cursor !== undefined) rows.where('id', '>', ...decodeCursor(idPositionSchema, cursor));
  const [found, counted] = await Promise.all([rows, db('app_user').count({ total: '*' }).first()]);
  return idPage({ found, limit, total: counted?.total, toItem: toUser });
}
