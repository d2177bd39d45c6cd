import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createWebHarness, type WebHarness } from '../../../test/web-harness.ts';

let web: WebHarness;
beforeAll(async () => {
  web = await createWebHarness();
  for (const name of ['one', 'two', 'three']) {
    await web.as('operator')('post', '/tokens').set('x-request-id', `request-${name}`).send({ name });
  }
});
afterAll(() => web.close());

const read = async (query: string) => (await web.as('administrator')('get', `/audit${query}`)).body;

test('tells who did what to what, when, from where and in which request', async () => {
  const { items } = await read('?limit=1');
  expect(items).toEqual([
    {
      id: expect.any(String),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      actor: 'an-operator (test)',
      actorId: expect.stringMatching(/^token:\d+$/),
      action: 'token.create',
      target: 'three',
      detail: { id: expect.any(String), role: 'operator', expiresAt: null },
      address: expect.stringMatching(/127\.0\.0\.1$/),
      requestId: 'request-three',
    },
  ]);
});

test('pages and filters, newest first', async () => {
  const first = await read('?limit=2');
  const second = await read(`?limit=2&cursor=${first.nextCursor}`);
  expect([first.total, ...[...first.items, ...second.items].map(({ target }) => target)]).toEqual([3, 'three', 'two', 'one']);
  expect(second.nextCursor).toBeNull();
  expect((await read('?target=two')).items.map(({ target }: { target: string }) => target)).toEqual(['two']);
  expect((await read('?action=token.delete')).total).toBe(0);
  expect((await read('?actor=an-operator%20(test)&action=token.create')).total).toBe(3);
});

test('shows a period, its first instant included and its last one not', async () => {
  const [newest, middle, oldest] = (await read('')).items.map(({ at }: { at: string }) => at);
  const names = async (query: string) => (await read(query)).items.map(({ target }: { target: string }) => target);
  expect(await names(`?from=${middle}`)).toEqual(['three', 'two']);
  expect(await names(`?to=${middle}`)).toEqual(['one']);
  expect(await names(`?from=${oldest}&to=${newest}&target=two`)).toEqual(['two']);
});

test.each([
  ['from=yesterday', 'from'],
  ['from=2026-11-22', 'from'],
  ['to=0000-01-01T00:00:00Z', 'to'],
  [`to=2026-11-22T00:00:00.${'1'.repeat(200)}Z`, 'to'],
  ['to=2026-02-30T00:00:00Z', 'to'],
  ['from=2026-11-22T00:00:00Z&to=2026-11-22T00:00:00Z', 'to'],
  [`actor=${'x'.repeat(201)}`, 'actor'],
  ['action=%00', 'action'],
])('refuses ?%s', async (query, field) => {
  const { status, body } = await web.as('administrator')('get', `/audit?${query}`);
  expect([status, body.error.code, body.error.details.field]).toEqual([400, 'VALIDATION_FAILED', field]);
});

test('cannot be changed by dm-web', async () => {
  const { db } = web.deps;
  await expect(db('audit_log').update({ actor: 'nobody' })).rejects.toThrow(/permission denied/);
  await expect(db('audit_log').delete()).rejects.toThrow(/permission denied/);
  await expect(web.database.db('audit_log').delete()).rejects.toThrow(/append only/);
});
