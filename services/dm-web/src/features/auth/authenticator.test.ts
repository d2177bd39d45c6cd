import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@tpedm/testkit';
import jwt from 'jsonwebtoken';
import supertest from 'supertest';
import { createWebHarness, JWT_SECRET, type WebHarness } from '../../../test/web-harness.ts';

const PASSWORD = 'correct horse battery';

let web: WebHarness;
beforeAll(async () => {
  web = await createWebHarness();
});
afterAll(() => web.close());

const me = (accessToken: string) => supertest(web.url).get('/api/v1/auth/me').set('cookie', `tpedm_access=${accessToken}`);
const asToken = (token: string, path = '/auth/me') =>
  supertest(web.url).get(`/api/v1${path}`).set('authorization', `Bearer ${token}`);
const change = (id: string, body: object) => web.as('administrator')('patch', `/users/${id}`).send(body);

async function signIn(username: string): Promise<{ id: string; accessToken: string }> {
  const made = await web.as('administrator')('post', '/users').send({ username, password: PASSWORD, role: 'operator' });
  const login = await supertest(web.url).post('/api/v1/auth/login').send({ username, password: PASSWORD });
  const [access = ''] = login.headers['set-cookie'] as unknown as string[];
  return { id: made.body.id, accessToken: /=([^;]+)/.exec(access)?.[1] ?? '' };
}

test('takes no access token but its own', async () => {
  const { accessToken } = await signIn('alice');
  expect((await me(accessToken)).status).toBe(200);
  const claims = jwt.decode(accessToken) as jwt.JwtPayload;
  const { iss: _issuer, ...unissued } = claims;
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forged = [
    `${base64({ alg: 'none', typ: 'JWT' })}.${base64(claims)}.`,
    jwt.sign(claims, 'another secret that is long enough too'),
    jwt.sign(claims, JWT_SECRET, { algorithm: 'HS512' }),
    jwt.sign({ ...unissued, iss: 'somebody' }, JWT_SECRET),
    jwt.sign({ ...claims, exp: 1 }, JWT_SECRET),
    jwt.sign({ ...claims, sid: 'no session' }, JWT_SECRET),
    jwt.sign({ ...claims, sub: '1', epoch: 7 }, JWT_SECRET),
    `${accessToken.split('.').slice(0, 2).join('.')}.${createHmac('sha256', '').update('x').digest('base64url')}`,
    'rubbish',
  ];
  for (const token of forged) expect((await me(token)).body.error?.code).toBe('SESSION_EXPIRED');
});

test('puts a disabled or deleted user out within about a second', async () => {
  for (const [name, act] of [
    ['bob', (id: string) => change(id, { enabled: false })],
    ['carol', (id: string) => web.as('administrator')('delete', `/users/${id}`)],
  ] as const) {
    const { id, accessToken } = await signIn(name);
    expect((await me(accessToken)).status).toBe(200);
    await act(id);
    await until(async () => (await me(accessToken)).body.error?.code === 'SESSION_EXPIRED', {
      what: `${name} is out`,
      timeoutMs: 3_000,
    });
  }
});

test('goes on with the new role after the session has been renewed', async () => {
  const made = await web.as('administrator')('post', '/users').send({ username: 'dave', password: PASSWORD, role: 'operator' });
  const agent = supertest.agent(web.url);
  await agent.post('/api/v1/auth/login').send({ username: 'dave', password: PASSWORD });
  await change(made.body.id, { role: 'viewer' });
  await until(async () => (await agent.get('/api/v1/auth/me')).body.error?.code === 'SESSION_EXPIRED', {
    what: 'the old role ends',
  });
  expect((await agent.post('/api/v1/auth/refresh')).body.user.role).toBe('viewer');
  expect((await agent.get('/api/v1/tokens')).status).toBe(403);
});

test('never gives a token more than its owner has', async () => {
  const owner = await web.addUser('erin', 'administrator');
  expect((await asToken(owner.token, '/users')).status).toBe(200);
  await change(owner.id, { role: 'viewer' });
  await until(async () => (await asToken(owner.token, '/users')).status === 403, { what: 'the token is a viewer too' });
  await change(owner.id, { enabled: false });
  await until(async () => (await asToken(owner.token)).status === 401, { what: 'the token is dead' });
});

test('refuses tokens that are unknown, expired or deleted', async () => {
  expect((await asToken('tpedm_made-up')).body.error.code).toBe('UNAUTHENTICATED');
  const { token } = await web.addUser('frank', 'operator');
  const tokens = web.database
    .db('api_token')
    .whereIn('user_id', web.database.db('app_user').where({ username: 'frank' }).select('id'));
  await tokens.clone().update({ expires_at: web.database.db.raw("now() - interval '1 second'") });
  expect((await asToken(token)).status).toBe(401);
  await tokens.clone().update({ expires_at: web.database.db.raw("now() + interval '1 hour'") });
  expect((await asToken(token)).status).toBe(200);
  await tokens.clone().delete();
  await until(async () => (await asToken(token)).status === 401, { what: 'the deleted token is refused' });
});

test('notes the use of a token, at most once a minute', async () => {
  const { id, token } = await web.addUser('grace', 'operator');
  const ours = () => web.database.db('api_token').where({ user_id: id });
  const lastUsed = async () => (await ours().first('last_used_at')).last_used_at as Date | null;
  expect(await lastUsed()).toBeNull();
  await asToken(token);
  expect(await lastUsed()).not.toBeNull();
  const recent = new Date(Date.now() - 30_000);
  const old = new Date(Date.now() - 61_000);
  const other = await web.addUser('heidi', 'operator');
  await web.database.db('api_token').where({ user_id: other.id }).update({ last_used_at: recent });
  await asToken(other.token);
  expect((await web.database.db('api_token').where({ user_id: other.id }).first()).last_used_at).toEqual(recent);
  await ours().update({ last_used_at: old });
  await until(async () => (await asToken(token)) && (await lastUsed())?.getTime() !== old.getTime(), {
    what: 'the use is noted again',
  });
});

test('prefers a token over cookies and reads no other scheme', async () => {
  const { accessToken } = await signIn('ivan');
  const both = me(accessToken).set('authorization', 'Bearer tpedm_made-up');
  expect((await both).body.error.code).toBe('UNAUTHENTICATED');
  expect((await supertest(web.url).get('/api/v1/auth/me').set('authorization', 'Basic YTpi')).body.error.code).toBe(
    'UNAUTHENTICATED',
  );
});

test('tells answers that stay open whether their reader is still signed in', async () => {
  const { id } = await web.addUser('judy', 'operator');
  const { isStillSignedIn } = web.deps.authenticator;
  const row = await web.database.db('api_token').where({ user_id: id }).first('id');
  const actor = {
    id: `token:${row.id}`,
    userId: id,
    name: 'judy',
    role: 'operator',
    sessionId: null,
    address: '',
    userAgent: null,
    requestId: '',
  } as const;
  expect(await isStillSignedIn(actor)).toBe(true);
  expect(await isStillSignedIn({ ...actor, role: 'administrator' })).toBe(false);
  const session = { ...actor, id: `user:${id}`, sessionId: '7b1c1ba1-7a8d-4f6a-9d9e-0d2f2f4f9b10' };
  expect(await isStillSignedIn(session)).toBe(false);
  await web.database.db('refresh_token').insert({
    family: session.sessionId,
    user_id: id,
    token_hash: Buffer.from('x'),
    expires_at: new Date(Date.now() + 60_000),
  });
  expect(await isStillSignedIn(session)).toBe(true);
});
