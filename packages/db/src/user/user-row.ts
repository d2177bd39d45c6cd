import type { Role, User } from '@tpedm/domain';

export type UserRow = {
  id: string;
  username: string;
  password_hash: string;
  role: Role;
  enabled: boolean;
  session_epoch: number;
  created_at: Date;
  last_login_at: Date | null;
};

export const toUser = (row: UserRow): User => ({
  id: row.id,
  username: row.username,
  role: row.role,
  enabled: row.enabled,
  createdAt: row.created_at.toISOString(),
  lastLoginAt: row.last_login_at?.toISOString() ?? null,
});
