import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@tpedm/testkit';
import supertest from 'supertest';
import { createWebHarness, SETUP_TOKEN, type WebHarness } from '../../../test/web-harness.ts';

const PASSWORD = 'correct horse battery';

let web: WebHarness;
beforeAll(async () => {
  web = await createWebHarness({ TRUST_PROXY: '127.0.0.1' });
});
afterAll(() => web.close());

const post = (path: string, body: object) => supertest(web.url).post(`/api/v1/auth${path}`).send(body);
const cookiesOf = (response: { headers: Record<string, unknown> }): string[] =>
  (response.headers['set-cookie'] ?? []) as string[];
const addPerson = async (username: string): Promise<string> => {
  const made = await web.as('administrator')('post', '/users').send({ username, password: PASSWORD, role: 'operator' });
  return made.body.id;
};

test('refuses set-up with a wrong token or bad input, and stays open for the right ones', async () => {
  const input = { setupToken: SETUP_TOKEN, username: 'root', password: PASSWORD };
  const wrong = await post('/setup', { ...input, setupToken: `${SETUP_TOKEN}x` });
  expect([wrong.status, wrong.body.error.code]).toEqual([403, 'SETUP_TOKEN_INVALID']);
  const short = await post('/setup', { ...input, password: 'short' });
  expect([short.status, short.body.error.details.field]).toEqual([400, 'password']);
  const common = await post('/setup', { ...input, password: 'password1234' });
  expect([common.status, common.body.error.details.field]).toEqual([400, 'password']);
  expect((await supertest(web.url).get('/api/v1/auth/setup')).body).toEqual({ required: true });
});

test('makes one first administrator, however many try at once', async () => {
  const rivals = ['root', 'rival', 'other'].map((username) =>
    post('/setup', { setupToken: SETUP_TOKEN, username, password: PASSWORD }),
  );
  const answers = await Promise.all(rivals);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  const made = answers.find(({ status }) => status === 201);
  expect(made?.body).toEqual({ user: { id: expect.any(String), username: expect.any(String), role: 'administrator' } });
  expect(cookiesOf(made ?? { headers: {} })).toHaveLength(3);
  const late = await post('/setup', { setupToken: 'whatever it may be', username: 'late', password: PASSWORD });
  expect([late.status, late.body.error.code]).toEqual([409, 'SETUP_ALREADY_DONE']);
  expect((await supertest(web.url).get('/api/v1/auth/setup')).body).toEqual({ required: false });
});

test('signs in by name and password, whatever the case of the name', async () => {
  await addPerson('Alice');
  const agent = supertest.agent(web.url);
  const login = await agent.post('/api/v1/auth/login').send({ username: 'aLICE', password: PASSWORD });
  expect([login.status, login.body]).toEqual([200, { user: { id: expect.any(String), username: 'Alice', role: 'operator' } }]);
  expect((await agent.get('/api/v1/auth/me')).body).toEqual(login.body);
  const listed = await web.as('administrator')('get', `/users/${login.body.user.id}`);
  expect(Date.parse(listed.body.lastLoginAt)).toBeGreaterThan(0);
});

test('answers a wrong password, an unknown name and a disabled user alike', async () => {
  const id = await addPerson('bob');
  await web
    .as('administrator')('patch', `/users/${await addPerson('disabled')}`)
    .send({ enabled: false });
  const attempts = await Promise.all([
    post('/login', { username: 'bob', password: 'wrong password!' }),
    post('/login', { username: 'nobody', password: PASSWORD }),
    post('/login', { username: 'disabled', password: PASSWORD }),
  ]);
  for (const { status, body, headers } of attempts) {
    expect([status, body.error.code]).toEqual([401, 'INVALID_CREDENTIALS']);
    expect(headers['set-cookie']).toBeUndefined();
  }
  expect(new Set(attempts.map(({ body }) => body.error.message)).size).toBe(1);
  expect(JSON.stringify(web.log)).not.toContain(PASSWORD);
  expect(web.log).toContainEqual(expect.objectContaining({ fields: expect.objectContaining({ knownUserId: id }) }));
});

test('keeps cookies from scripts and other sites, and off plain lines when they came encrypted', async () => {
  await addPerson('carol');
  const credentials = { username: 'carol', password: PASSWORD };
  const plain = cookiesOf(await post('/login', credentials));
  const encrypted = cookiesOf(await post('/login', credentials).set('x-forwarded-proto', 'https'));
  expect(plain[0]).toMatch(/^tpedm_access=[^;]+; Max-Age=600; Path=\/api; Expires=[^;]+; HttpOnly; SameSite=Strict$/);
  expect(plain[1]).toMatch(
    /^tpedm_refresh=[^;]{43}; Max-Age=1209600; Path=\/api\/v1\/auth; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
  );
  expect(encrypted.every((cookie) => /^__Secure-tpedm_.*; Secure/.test(cookie))).toBe(true);
  const me = (cookie = '') => supertest(web.url).get('/api/v1/auth/me').set({ cookie, 'x-forwarded-proto': 'https' });
  expect((await me(encrypted[0])).status).toBe(200);
  expect((await me(plain[0])).status).toBe(401);
});

test('stores no secret as it is', async () => {
  await addPerson('dave');
  const [, refresh] = cookiesOf(await post('/login', { username: 'dave', password: PASSWORD }));
  const secret = /=([^;]+)/.exec(refresh ?? '')?.[1] ?? 'none';
  const { rows } = await web.database.db.raw('SELECT string_agg(t::text, chr(10)) AS all FROM refresh_token t');
  expect(rows[0].all).not.toContain(secret);
  const user = await web.database.db('app_user').where({ username: 'dave' }).first('password_hash');
  expect(user.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('ends the session for every holder of its cookies when its person signs out', async () => {
  await addPerson('erin');
  const agent = supertest.agent(web.url);
  const set = cookiesOf(await agent.post('/api/v1/auth/login').send({ username: 'erin', password: PASSWORD }));
  const cookies = set.map((cookie) => cookie.split(';')[0]).join('; ');
  expect((await agent.post('/api/v1/auth/logout')).status).toBe(204);
  expect((await agent.get('/api/v1/auth/me')).body.error.code).toBe('UNAUTHENTICATED');
  expect((await agent.post('/api/v1/auth/logout')).status).toBe(204);
  const withCopies = (method: 'get' | 'post', path: string) =>
    supertest(web.url)[method](`/api/v1/auth${path}`).set('cookie', cookies);
  await until(async () => (await withCopies('get', '/me')).body.error?.code === 'SESSION_EXPIRED', {
    what: 'the copy is refused',
  });
  expect((await withCopies('post', '/refresh')).body.error.code).toBe('SESSION_EXPIRED');
});

test('changes a password, which ends all other sessions at once and keeps this one', async () => {
  await addPerson('frank');
  const [here, elsewhere] = [supertest.agent(web.url), supertest.agent(web.url)];
  for (const agent of [here, elsewhere]) await agent.post('/api/v1/auth/login').send({ username: 'frank', password: PASSWORD });
  const change = (currentPassword: string) =>
    here.post('/api/v1/auth/password').send({ currentPassword, newPassword: 'another long password' });
  expect((await change('not the password')).body.error).toMatchObject({ code: 'INVALID_CREDENTIALS' });
  const easy = await here.post('/api/v1/auth/password').send({ currentPassword: PASSWORD, newPassword: 'Frank and nobody' });
  expect([easy.status, easy.body.error.details.field]).toEqual([400, 'newPassword']);
  expect((await change(PASSWORD)).status).toBe(204);
  expect((await here.get('/api/v1/auth/me')).status).toBe(200);
  expect((await here.post('/api/v1/auth/refresh')).status).toBe(200);
  expect((await elsewhere.post('/api/v1/auth/refresh')).status).toBe(401);
  expect((await post('/login', { username: 'frank', password: PASSWORD })).status).toBe(401);
  expect((await post('/login', { username: 'frank', password: 'another long password' })).status).toBe(200);
});
