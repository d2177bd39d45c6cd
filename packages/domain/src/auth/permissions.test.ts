import { expect, test } from '@jest/globals';
import { may, mayGrant, type Permission, ROLES } from './permissions.ts';

const LEAST_ROLE: Record<Permission, (typeof ROLES)[number]> = {
  'device:read': 'viewer',
  'command:read': 'viewer',
  'operation:read': 'viewer',
  'event:read': 'viewer',
  'device:write': 'operator',
  'command:send': 'operator',
  'command:send-dangerous': 'operator',
  'token:own': 'operator',
  'operation:write': 'administrator',
  'user:manage': 'administrator',
  'token:manage': 'administrator',
  'audit:read': 'administrator',
};

test.each(Object.entries(LEAST_ROLE))('%s needs at least %s', (permission, least) => {
  const allowed = ROLES.filter((role) => may(role, permission as Permission));
  expect(allowed).toEqual(ROLES.slice(ROLES.indexOf(least)));
});

test('nobody hands out more than they have', () => {
  const grants = ROLES.map((role) => ROLES.filter((other) => mayGrant(role, other)));
  expect(grants).toEqual([['viewer'], ['viewer', 'operator'], ['viewer', 'operator', 'administrator']]);
});
