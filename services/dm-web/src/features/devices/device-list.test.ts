import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Device } from '@tpedm/domain';
import { createWebHarness, type WebHarness } from '../../../test/web-harness.ts';

let web: WebHarness;

beforeAll(async () => {
  web = await createWebHarness();
  for (const index of [1, 2, 3, 4, 5]) {
    await web
      .as('operator')('post', '/devices')
      .send({ clientid: `gw-${index}`, name: `Site ${6 - index}`, tags: [`line-${index % 2}`] });
  }
  await web.database.db('device_presence').whereIn('clientid', ['gw-1', 'gw-2']).update({
    status: 'online',
    since: '2026-03-01T00:00:00Z',
    session_connected_at_ms: 1,
    subscribed_at_ms: 1,
  });
  await web.database
    .db('device_presence')
    .where('clientid', 'gw-3')
    .update({ status: 'offline', since: '2026-02-01T00:00:00Z', reason: 'normal' });
});
afterAll(() => web?.close());

const list = (query: Record<string, unknown>) => web.as('viewer')('get', '/devices').query(query);
const clientidsOf = (items: Device[]) => items.map(({ clientid }) => clientid);

test.each([
  [{}, ['gw-1', 'gw-2', 'gw-3', 'gw-4', 'gw-5']],
  [{ sort: 'name' }, ['gw-5', 'gw-4', 'gw-3', 'gw-2', 'gw-1']],
  [{ sort: '-since' }, ['gw-2', 'gw-1', 'gw-3', 'gw-5', 'gw-4']],
  [{ sort: '-createdAt', limit: '1' }, ['gw-5']],
  [{ status: 'online' }, ['gw-1', 'gw-2']],
  [{ status: 'never', sort: '-clientid' }, ['gw-5', 'gw-4']],
  [{ search: 'LINE-1' }, ['gw-1', 'gw-3', 'gw-5']],
  [{ search: 'site 1' }, ['gw-5']],
  [{ search: '%' }, []],
])('lists the devices that %j asks for', async (query, expected) => {
  const { status, body } = await list(query);
  expect([status, clientidsOf(body.items)]).toEqual([200, expected]);
});

test('pages on with the cursor, and the total counts all pages', async () => {
  const first = await list({ limit: 2, sort: 'name' });
  expect([clientidsOf(first.body.items), first.body.total]).toEqual([['gw-5', 'gw-4'], 5]);
  const second = await list({ limit: 2, sort: 'name', cursor: first.body.nextCursor });
  expect(clientidsOf(second.body.items)).toEqual(['gw-3', 'gw-2']);
  const last = await list({ limit: 2, sort: 'name', cursor: second.body.nextCursor });
  expect([clientidsOf(last.body.items), last.body.nextCursor]).toEqual([['gw-1'], null]);
});

test('counts a device as soon as its registration is answered', async () => {
  expect((await list({ status: 'never' })).body.total).toBe(2);
  await web.as('operator')('post', '/devices').send({ clientid: 'gw-6' });
  expect((await list({ status: 'never' })).body.total).toBe(3);
  expect((await list({ search: 'gw-6' })).body.total).toBe(1);
  await web.as('operator')('delete', '/devices/gw-6');
  expect((await web.as('viewer')('get', '/devices/summary')).body).toEqual({
    total: 5,
    online: 2,
    offline: 1,
    never: 2,
    ready: 2,
    disabled: 0,
  });
});

test('refuses a cursor that was tampered with, or that belongs to another order', async () => {
  const { body } = await list({ limit: 1 });
  for (const query of [{ cursor: `${body.nextCursor}x` }, { cursor: 'abc' }, { cursor: body.nextCursor, sort: 'name' }]) {
    const answer = await list(query);
    expect([answer.status, answer.body.error.code]).toEqual([400, 'INVALID_CURSOR']);
  }
});

test.each([
  [{ limit: '0' }, 'limit'],
  [{ limit: '201' }, 'limit'],
  [{ limit: 'many' }, 'limit'],
  [{ status: 'lost' }, 'status'],
  [{ sort: 'password_hash' }, 'sort'],
  [{ search: 'x'.repeat(201) }, 'search'],
  [{ search: '\u0000' }, 'search'],
  [{ search: ['a', 'b'] }, 'search'],
])('refuses the query %j and names the field', async (query, field) => {
  const answer = await list(query);
  expect([answer.status, answer.body.error.code, answer.body.error.details.field]).toEqual([400, 'VALIDATION_FAILED', field]);
});
