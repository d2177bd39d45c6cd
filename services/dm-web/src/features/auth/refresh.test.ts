import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { until } from '@tpedm/testkit';
import supertest, { type Response } from 'supertest';
import { createWebHarness, type WebHarness } from '../../../test/web-harness.ts';

const PASSWORD = 'correct horse battery';

let web: WebHarness;
beforeAll(async () => {
  web = await createWebHarness();
  await web.as('administrator')('post', '/users').send({ username: 'alice', password: PASSWORD, role: 'operator' });
});
afterAll(() => web.close());

/** Cookies as a browser keeps them, so that a test can hold on to an old one. */
type Jar = { access: string; refresh: string };
const take = (response: Response, jar: Jar = { access: '', refresh: '' }): Jar => {
  const set = (response.headers['set-cookie'] ?? []) as unknown as string[];
  const value = (name: string) => set.find((cookie) => cookie.startsWith(`${name}=`))?.split(';')[0];
  return { access: value('tpedm_access') ?? jar.access, refresh: value('tpedm_refresh') ?? jar.refresh };
};
const refresh = (jar: Jar) => supertest(web.url).post('/api/v1/auth/refresh').set('cookie', jar.refresh);
const me = (jar: Jar) => supertest(web.url).get('/api/v1/auth/me').set('cookie', jar.access);
/** Lets the moment pass in which a second use is forgiven. */
const passGrace = () =>
  web.database.db('refresh_token').update({ used_at: web.database.db.raw("used_at - interval '6 seconds'") });

let jar: Jar;
beforeEach(async () => {
  jar = take(await supertest(web.url).post('/api/v1/auth/login').send({ username: 'alice', password: PASSWORD }));
});

test('trades a refresh token for a new pair, again and again', async () => {
  const first = await refresh(jar);
  expect([first.status, first.body.user.username]).toEqual([200, 'alice']);
  const next = take(first);
  expect(next.refresh).not.toBe(jar.refresh);
  const later = take(await refresh(next));
  expect((await me(later)).status).toBe(200);
});

test('ends the session for both when a token is used a second time', async () => {
  const thief = take(await refresh(jar));
  await passGrace();
  const owner = await refresh(jar);
  expect([owner.status, owner.body.error.code]).toEqual([401, 'SESSION_EXPIRED']);
  expect((owner.headers['set-cookie'] as unknown as string[]).every((cookie) => /Expires=Thu, 01 Jan 1970/.test(cookie))).toBe(
    true,
  );
  expect((await refresh(thief)).status).toBe(401);
  await until(async () => (await me(thief)).status === 401, { what: 'the access of the thief ends too' });
  const entry = await web.database.db('audit_log').where({ action: 'session.end-reused' }).first('target');
  expect(entry?.target).toMatch(/^user:\d+$/);
});

test('forgives two tabs that renew at once: one gets a new pair, the other access only, and both go on', async () => {
  const answers = await Promise.all([refresh(jar), refresh(jar), refresh(jar)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const jars = answers.map((answer) => take(answer, { access: '', refresh: '' }));
  expect(jars.filter(({ refresh }) => refresh !== '')).toHaveLength(1);
  for (const tab of jars) expect((await me(tab)).status).toBe(200);
  const shared = jars.find(({ refresh }) => refresh !== '') ?? jar;
  expect((await refresh(shared)).status).toBe(200);
});

test('does not forgive, however soon, once the successor has been used', async () => {
  const next = take(await refresh(jar));
  const afterNext = take(await refresh(next));
  expect((await refresh(jar)).status).toBe(401);
  expect((await refresh(afterNext)).status).toBe(401);
});

test('shows a thief who was quick as soon as anybody renews after the moment has passed', async () => {
  const thief = take(await refresh(jar));
  const owner = take(await refresh(jar), jar);
  expect(owner.refresh).toBe(jar.refresh);
  await passGrace();
  expect((await refresh(owner)).status).toBe(401);
  expect((await refresh(thief)).status).toBe(401);
});

test('refuses a token that is unknown, too old or missing', async () => {
  expect((await refresh({ access: '', refresh: 'tpedm_refresh=made-up' })).body.error.code).toBe('SESSION_EXPIRED');
  expect((await supertest(web.url).post('/api/v1/auth/refresh')).body.error.code).toBe('UNAUTHENTICATED');
  await web.database.db('refresh_token').update({ expires_at: web.database.db.fn.now() });
  expect((await refresh(jar)).body.error.code).toBe('SESSION_EXPIRED');
});

test('ends a session for good thirty days after its sign-in, however often it is renewed', async () => {
  const { db } = web.database;
  const begin = (days: number) =>
    db('refresh_token').update({ session_started_at: db.raw("now() - ? * interval '1 day'", [days]) });
  await begin(29);
  const late = take(await refresh(jar));
  const newest = await db('refresh_token').orderBy('id', 'desc').first(db.raw('expires_at - now() AS left'));
  expect(newest.left.days ?? 0).toBeLessThanOrEqual(1);
  await begin(31);
  const after = take(await refresh(late), late);
  expect((await refresh(after)).body.error.code).toBe('SESSION_EXPIRED');
});

test('leaves nothing behind when sign-out and renewal meet', async () => {
  const logout = () => supertest(web.url).post('/api/v1/auth/logout').set('cookie', jar.refresh);
  const [renewal] = await Promise.all([refresh(jar), logout()]);
  expect((await refresh(take(renewal, jar))).status).toBe(401);
});
