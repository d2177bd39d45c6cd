import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@tpedm/testkit';
import supertest from 'supertest';
import { createWebHarness, type WebHarness } from '../../../test/web-harness.ts';

let web: WebHarness;
beforeAll(async () => {
  web = await createWebHarness();
});
afterAll(() => web.close());

const withToken = (token: string, path: string) =>
  supertest(web.url).get(`/api/v1${path}`).set('authorization', `Bearer ${token}`);

test('shows a new token once and takes it at once', async () => {
  const made = await web.as('operator')('post', '/tokens').send({ name: 'ci' });
  expect([made.status, made.body]).toEqual([201, { id: expect.any(String), token: expect.stringMatching(/^tpedm_[\w-]{43}$/) }]);
  const me = await withToken(made.body.token, '/auth/me');
  expect(me.body.user).toMatchObject({ id: web.users.operator.id, role: 'operator' });
  const { body: list } = await web.as('operator')('get', '/tokens');
  expect(list.items[0]).toEqual({
    id: made.body.id,
    name: 'ci',
    role: 'operator',
    owner: 'an-operator',
    createdAt: expect.any(String),
    expiresAt: null,
    lastUsedAt: expect.any(String),
  });
  expect(JSON.stringify(list)).not.toContain(made.body.token);
  const { rows } = await web.database.db.raw('SELECT string_agg(t::text, chr(10)) AS all FROM api_token t');
  expect(rows[0].all).not.toContain(made.body.token);
});

test('gives a token a lesser role and an end when asked to, and never more than its maker has', async () => {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const lesser = await web.as('administrator')('post', '/tokens').send({ name: 'reader', role: 'viewer', expiresAt });
  expect((await withToken(lesser.body.token, '/users')).status).toBe(403);
  expect((await web.as('administrator')('get', '/tokens')).body.items[0]).toMatchObject({ role: 'viewer', expiresAt });
  const more = await web.as('operator')('post', '/tokens').send({ name: 'more', role: 'administrator' });
  expect([more.status, more.body.error.code]).toEqual([403, 'FORBIDDEN']);
});

test('keeps the tokens of others out of sight and reach, but not from administrators', async () => {
  const { body: made } = await web.as('administrator')('post', '/tokens').send({ name: 'secret' });
  const names = async (role: 'operator' | 'administrator') =>
    (await web.as(role)('get', '/tokens?limit=200')).body.items.map(({ owner }: { owner: string }) => owner);
  expect(new Set(await names('operator'))).toEqual(new Set(['an-operator']));
  expect(await names('administrator')).toEqual(expect.arrayContaining(['an-operator', 'an-administrator', 'a-viewer']));
  const refused = await web.as('operator')('delete', `/tokens/${made.id}`);
  expect([refused.status, refused.body.error.code]).toEqual([404, 'TOKEN_NOT_FOUND']);
  const { body: theirs } = await web.as('operator')('post', '/tokens').send({ name: 'mine' });
  expect((await web.as('administrator')('delete', `/tokens/${theirs.id}`)).status).toBe(204);
  expect((await web.as('administrator')('delete', `/tokens/${made.id}`)).status).toBe(204);
});

test('ends what was made with a token together with it, children of children included', async () => {
  const end = new Date(Date.now() + 3_600_000).toISOString();
  const later = new Date(Date.now() + 7_200_000).toISOString();
  const { body: parent } = await web.as('operator')('post', '/tokens').send({ name: 'parent', expiresAt: end });
  const makeWith = async (token: string, expiresAt?: string) =>
    (
      await supertest(web.url)
        .post('/api/v1/tokens')
        .set('authorization', `Bearer ${token}`)
        .send({ name: 'made with a token', ...(expiresAt && { expiresAt }) })
    ).body;
  const child = await makeWith(parent.token, later);
  const grandchild = await makeWith(child.token);
  const { items } = (await web.as('operator')('get', '/tokens?limit=2')).body;
  expect(items.map(({ expiresAt }: { expiresAt: string }) => expiresAt)).toEqual([end, end]);
  expect((await withToken(grandchild.token, '/auth/me')).status).toBe(200);
  await web.as('operator')('delete', `/tokens/${parent.id}`);
  await until(async () => (await withToken(grandchild.token, '/auth/me')).status === 401, { what: 'the grandchild is refused' });
  expect((await withToken(child.token, '/auth/me')).status).toBe(401);
});

test('pages through tokens, newest first', async () => {
  for (const name of ['one', 'two', 'three']) await web.as('operator')('post', '/tokens').send({ name });
  const first = (await web.as('operator')('get', '/tokens?limit=2')).body;
  const second = (await web.as('operator')('get', `/tokens?limit=2&cursor=${first.nextCursor}`)).body;
  expect([...first.items, ...second.items].slice(0, 3).map(({ name }) => name)).toEqual(['three', 'two', 'one']);
});
