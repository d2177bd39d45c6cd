import { afterAll, beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { createWebHarness, type WebHarness } from '../../../test/web-harness.ts';

const PASSWORD = 'correct horse battery';

let web: WebHarness;
beforeAll(async () => {
  web = await createWebHarness();
});
afterAll(() => web.close());

const admin = (...args: Parameters<ReturnType<WebHarness['as']>>) => web.as('administrator')(...args);
const create = (username: string, role = 'operator') => admin('post', '/users').send({ username, password: PASSWORD, role });

test('makes, reads, changes and deletes a user', async () => {
  const made = await create('alice');
  const alice = {
    id: expect.any(String),
    username: 'alice',
    role: 'operator',
    enabled: true,
    createdAt: expect.any(String),
    lastLoginAt: null,
  };
  expect([made.status, made.body]).toEqual([201, alice]);
  const path = `/users/${made.body.id}`;
  expect((await admin('get', path)).body).toEqual(made.body);
  const changed = await admin('patch', path).send({ role: 'viewer', enabled: false });
  expect([changed.status, changed.body]).toEqual([200, { ...made.body, role: 'viewer', enabled: false }]);
  expect((await admin('delete', path)).status).toBe(204);
  for (const method of ['get', 'patch', 'delete'] as const) {
    const { status, body } = await admin(method, path).send(method === 'patch' ? {} : undefined);
    expect([status, body.error.code]).toEqual([404, 'USER_NOT_FOUND']);
  }
});

test('refuses a name that is taken, in any case, and one that is none', async () => {
  await create('Bob');
  expect((await create('bOB')).body.error).toMatchObject({ code: 'USERNAME_TAKEN', details: { field: 'username' } });
  for (const name of ['', 'with space', '<b>', 'x'.repeat(65), 'é']) {
    expect((await create(name)).body.error).toMatchObject({ code: 'VALIDATION_FAILED', details: { field: 'username' } });
  }
});

test('pages through users in the order in which they were made', async () => {
  for (const name of ['page-1', 'page-2', 'page-3']) await create(name);
  const names: string[] = [];
  let cursor: string | null = '';
  do {
    const query = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const { body } = await admin('get', `/users?limit=2${query}`);
    expect(body.items.length).toBeLessThanOrEqual(2);
    names.push(...body.items.map((user: { username: string }) => user.username));
    cursor = body.nextCursor;
  } while (cursor);
  const { total } = (await admin('get', '/users')).body;
  expect(names).toHaveLength(total);
  expect(names.slice(-3)).toEqual(['page-1', 'page-2', 'page-3']);
});

test('lets an administrator set a password, which ends all sessions', async () => {
  const { body: carol } = await create('carol');
  const agent = supertest.agent(web.url);
  await agent.post('/api/v1/auth/login').send({ username: 'carol', password: PASSWORD });
  expect((await admin('patch', `/users/${carol.id}`).send({ password: 'a new long password' })).status).toBe(200);
  expect((await agent.post('/api/v1/auth/refresh')).status).toBe(401);
  const login = await agent.post('/api/v1/auth/login').send({ username: 'carol', password: 'a new long password' });
  expect(login.status).toBe(200);
  const entry = await web.database.db('audit_log').where({ action: 'user.update', target: 'carol' }).first('detail');
  expect(entry.detail).toEqual({ passwordChanged: true });
});

test('refuses a password that is easily guessed, and leaves the old one', async () => {
  const { body: user } = await create('margaret', 'viewer');
  const refusals = [
    await admin('post', '/users').send({ username: 'easy', password: 'qwertyuiop123', role: 'viewer' }),
    await admin('patch', `/users/${user.id}`).send({ password: 'we-love-Margaret', enabled: false }),
  ];
  for (const { status, body } of refusals) {
    expect([status, body.error.code, body.error.details.field]).toEqual([400, 'VALIDATION_FAILED', 'password']);
  }
  expect((await admin('get', `/users/${user.id}`)).body).toEqual(user);
});

test('keeps the last administrator, even when two step down at once', async () => {
  const { id } = web.users.administrator;
  const refusals = [
    await admin('patch', `/users/${id}`).send({ role: 'operator' }),
    await admin('patch', `/users/${id}`).send({ enabled: false }),
    await admin('delete', `/users/${id}`),
  ];
  for (const { status, body } of refusals) expect([status, body.error.code]).toEqual([409, 'LAST_ADMINISTRATOR']);
  const { body: disabled } = await create('disabled-administrator', 'administrator');
  await admin('patch', `/users/${disabled.id}`).send({ enabled: false });
  expect((await admin('delete', `/users/${id}`)).status).toBe(409);

  const { body: second } = await create('second', 'administrator');
  const both = await Promise.all([id, second.id].map((one) => admin('patch', `/users/${one}`).send({ role: 'viewer' })));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
});
