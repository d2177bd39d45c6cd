import { z } from 'zod';

export const ROLES = ['viewer', 'operator', 'administrator'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

const VIEWER = ['device:read', 'command:read', 'operation:read', 'event:read'] as const;
const OPERATOR = [...VIEWER, 'device:write', 'command:send', 'command:send-dangerous', 'token:own'] as const;
const ADMINISTRATOR = [...OPERATOR, 'operation:write', 'user:manage', 'token:manage', 'audit:read'] as const;

export type Permission = (typeof ADMINISTRATOR)[number];

const PERMISSIONS_BY_ROLE: Record<Role, readonly Permission[]> = {
  viewer: VIEWER,
  operator: OPERATOR,
  administrator: ADMINISTRATOR,
};

export const may = (role: Role, permission: Permission): boolean => PERMISSIONS_BY_ROLE[role].includes(permission);

/** Whether `role` may hand out `other`: nobody gives more than they have. */
export const mayGrant = (role: Role, other: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(other);
