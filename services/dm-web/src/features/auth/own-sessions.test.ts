import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Session } from '@tpedm/domain';
import { until } from '@tpedm/testkit';
import supertest from 'supertest';
import { createWebHarness, type WebHarness } from '../../../test/web-harness.ts';

const PASSWORD = 'correct horse battery';

let web: WebHarness;
let people = 0;
let userId: string;
let username: string;
beforeAll(async () => {
  web = await createWebHarness({ TRUST_PROXY: '127.0.0.1' });
});
afterAll(() => web.close());
beforeEach(async () => {
  people += 1;
  username = `person-${people}`;
  const made = await web.as('administrator')('post', '/users').send({ username, password: PASSWORD, role: 'viewer' });
  userId = made.body.id;
});

type Browser = ReturnType<typeof supertest.agent>;

async function signIn(userAgent: string, address = '192.0.2.1'): Promise<Browser> {
  const browser = supertest.agent(web.url).set('user-agent', userAgent).set('x-forwarded-for', address);
  await browser.post('/api/v1/auth/login').send({ username, password: PASSWORD }).expect(200);
  return browser;
}
const sessionsOf = async (browser: Browser): Promise<Session[]> => (await browser.get('/api/v1/auth/sessions')).body.items;
const end = (browser: Browser, body: object) => browser.post('/api/v1/auth/sessions/end').send(body);
const isOut = async (browser: Browser) => (await browser.get('/api/v1/auth/me')).status === 401;
const untilOut = (browser: Browser) => until(() => isOut(browser), { what: 'the session has ended' });
const lastAudit = () => web.database.db('audit_log').orderBy('id', 'desc').first('action', 'target', 'detail', 'actor');

test('shows where one is signed in, the last used first, and which session asks', async () => {
  const office = await signIn('Office browser', '192.0.2.7');
  const phone = await signIn('Phone browser', '2001:db8::1');
  await office.post('/api/v1/auth/refresh').set('x-forwarded-for', '192.0.2.8').expect(200);
  const expected = {
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    startedAt: expect.any(String),
    lastUsedAt: expect.any(String),
  };
  const list = await sessionsOf(phone);
  expect(list).toEqual([
    { ...expected, isCurrent: false, address: '192.0.2.8', userAgent: 'Office browser' },
    { ...expected, isCurrent: true, address: '2001:db8::1', userAgent: 'Phone browser' },
  ]);
  expect(Date.parse(list[0]?.lastUsedAt ?? '')).toBeGreaterThan(Date.parse(list[0]?.startedAt ?? ''));
});

test('pages, and shows nobody the sessions of others', async () => {
  const browser = await signIn('one');
  await signIn('two');
  const first = (await browser.get('/api/v1/auth/sessions?limit=1')).body;
  const second = (await browser.get(`/api/v1/auth/sessions?limit=1&cursor=${first.nextCursor}`)).body;
  expect([first.total, first.items[0].userAgent, second.items[0].userAgent, second.nextCursor]).toEqual([2, 'two', 'one', null]);
});

test('ends one session, and leaves the others', async () => {
  const [here, there, elsewhere] = [await signIn('here'), await signIn('there'), await signIn('elsewhere')];
  const id = (await sessionsOf(here)).find(({ userAgent }) => userAgent === 'there')?.id;
  expect((await end(here, { currentPassword: PASSWORD, id })).body).toEqual({ ended: 1 });
  await untilOut(there);
  expect((await there.post('/api/v1/auth/refresh')).status).toBe(401);
  expect([await isOut(here), await isOut(elsewhere)]).toEqual([false, false]);
  expect(await lastAudit()).toEqual({ action: 'session.end', actor: username, target: username, detail: { ended: 1 } });
  const again = await end(here, { currentPassword: PASSWORD, id });
  expect([again.status, again.body.error.code]).toEqual([404, 'SESSION_NOT_FOUND']);
});

test('ends all others, and goes on with the one that asks', async () => {
  const [here, there, elsewhere] = [await signIn('here'), await signIn('there'), await signIn('elsewhere')];
  expect((await end(here, { currentPassword: PASSWORD })).body).toEqual({ ended: 2 });
  await untilOut(there);
  await untilOut(elsewhere);
  expect((await here.post('/api/v1/auth/refresh')).status).toBe(200);
  expect((await sessionsOf(here)).map(({ userAgent }) => userAgent)).toEqual(['here']);
});

test('ends nothing without the password, nothing of others, and nothing for another site', async () => {
  const [here, there] = [await signIn('here'), await signIn('there')];
  const wrong = await end(here, { currentPassword: 'not the password' });
  expect([wrong.status, wrong.body.error.code, wrong.body.error.details.field]).toEqual([
    401,
    'INVALID_CREDENTIALS',
    'currentPassword',
  ]);
  const odd = await end(here, { currentPassword: PASSWORD, id: '1' });
  expect([odd.status, odd.body.error.details.field]).toEqual([400, 'id']);
  const foreign = await end(here, { currentPassword: PASSWORD }).set('sec-fetch-site', 'cross-site');
  expect([foreign.status, foreign.body.error.code]).toEqual([403, 'CROSS_SITE_REQUEST']);
  const { rows } = await web.database.db.raw('SELECT family FROM refresh_token WHERE user_id <> ? LIMIT 1', [userId]);
  expect((await end(here, { currentPassword: PASSWORD, id: rows[0].family })).status).toBe(404);
  expect([await isOut(here), await isOut(there)]).toEqual([false, false]);
});

test('an administrator ends all sessions of a user, who may sign in again', async () => {
  const [here, there] = [await signIn('here'), await signIn('there')];
  const endAll = (role: 'operator' | 'administrator', id: string) => web.as(role)('delete', `/users/${id}/sessions`);
  expect((await endAll('operator', userId)).status).toBe(403);
  expect((await endAll('administrator', '999999')).body.error.code).toBe('USER_NOT_FOUND');
  expect((await endAll('administrator', userId)).status).toBe(204);
  await untilOut(here);
  await untilOut(there);
  expect(await lastAudit()).toMatchObject({ action: 'user.end-sessions', target: username, detail: { ended: 2 } });
  expect(await isOut(await signIn('again'))).toBe(false);
});
