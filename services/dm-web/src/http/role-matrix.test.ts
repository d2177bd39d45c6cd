import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { may, ROLES, type Role } from '@tpedm/domain';
import { createWebHarness, type WebHarness } from '../../test/web-harness.ts';
import { apiRoutes } from '../app.ts';
import type { Route } from './route.ts';

let web: WebHarness;
let routes: Route[];
beforeAll(async () => {
  web = await createWebHarness();
  routes = apiRoutes(web.deps);
});
afterAll(() => web.close());

/** Neither an id nor a clientid, so that whoever is let in is then told so, and nothing is changed. */
const IMPOSSIBLE = '%20';
const isChange = (entry: Route): boolean => entry.method !== 'get';
const nameOf = (entry: Route): string => `${entry.method.toUpperCase()} ${entry.path}`;

/** How a route receives somebody who sends nothing that makes sense. The answer's body is not awaited: it may be endless. */
async function knock(entry: Route, role: Role | null): Promise<'let in' | 'unknown' | 'forbidden'> {
  const url = `${web.url}/api/v1${entry.path.replace(/:\w+/g, IMPOSSIBLE)}`;
  const headers = role ? { authorization: `Bearer ${web.users[role].token}` } : {};
  const controller = new AbortController();
  const response = await fetch(url, { method: entry.method.toUpperCase(), headers, signal: controller.signal });
  const isJson = response.headers.get('content-type')?.includes('json');
  const code = isJson && response.status >= 400 ? ((await response.json()) as { error: { code: string } }).error.code : '';
  controller.abort();
  if (response.status >= 500) throw new Error(`${nameOf(entry)} answered ${response.status}`);
  return code === 'FORBIDDEN' ? 'forbidden' : response.status === 401 && code !== 'INVALID_CREDENTIALS' ? 'unknown' : 'let in';
}

function expected({ access }: Route, role: Role | null): 'let in' | 'unknown' | 'forbidden' {
  if (access === 'public') return 'let in';
  if (role === null) return 'unknown';
  return access === 'signed-in' || may(role, access) ? 'let in' : 'forbidden';
}

describe.each([null, ...ROLES])('%s', (role) => {
  test('gets into the routes of the table that the role allows, and no other', async () => {
    const outcomes: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const entry of routes.filter(({ path }) => path !== '/auth/refresh')) {
      outcomes[nameOf(entry)] = await knock(entry, role);
      wanted[nameOf(entry)] = expected(entry, role);
    }
    expect(Object.keys(wanted).length).toBeGreaterThan(35);
    expect(outcomes).toEqual(wanted);
  });
});

test('nobody needs to sign in for these, and for nothing else', () => {
  expect(routes.filter(({ access }) => access === 'public').map(nameOf)).toEqual([
    'GET /auth/setup',
    'POST /auth/setup',
    'POST /auth/login',
    'POST /auth/refresh',
    'POST /auth/logout',
  ]);
});

test('a viewer can change nothing but their own password and sessions', () => {
  const open = routes.filter((entry) => isChange(entry) && expected(entry, 'viewer') === 'let in' && entry.access !== 'public');
  expect(open.map(nameOf)).toEqual(['POST /auth/password', 'POST /auth/sessions/end']);
});

test('only an administrator reaches users, the audit log and the catalogue', () => {
  const closed = routes.filter((entry) => expected(entry, 'operator') === 'forbidden').map(nameOf);
  expect(closed.every((name) => /users|audit|operations|categories/.test(name))).toBe(true);
  expect(closed).toEqual(expect.arrayContaining(['POST /users', 'GET /users', 'GET /audit', 'POST /operations/import']));
});
