import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MAX_OPEN_COMMANDS } from '@tpedm/db';
import { MAX_COMMAND_BODY_BYTES } from '@tpedm/domain';
import { createWebHarness, type WebHarness } from '../../../test/web-harness.ts';

let web: WebHarness;

beforeAll(async () => {
  web = await createWebHarness();
  for (const clientid of ['gw', 'other', 'off', 'busy']) await web.as('operator')('post', '/devices').send({ clientid });
  await web.as('operator')('post', '/devices/off/disable');
});
afterAll(() => web?.close());

const CALL = { method: 'GET', path: '/device/general' };
const send = (clientid: string, body: unknown, headers: Record<string, string> = {}) =>
  web
    .as('operator')('post', `/devices/${clientid}/commands`)
    .set(headers)
    .send(body as object);
const commandCount = async (clientid: string): Promise<number> =>
  Number((await web.database.db('dm_command').where({ clientid }).count({ count: '*' }).first())?.count);

test('queues a command and tells everything about it', async () => {
  const { status, body } = await send('gw', {
    method: 'PUT',
    path: '/device/time?zone=UTC',
    body: { enable: true },
    timeoutSeconds: 90,
  });
  expect(status).toBe(202);
  expect(body).toEqual({
    id: expect.stringMatching(/^\d+$/),
    clientid: 'gw',
    method: 'PUT',
    path: '/device/time?zone=UTC',
    body: { enable: true },
    state: 'queued',
    statusCode: null,
    response: null,
    error: null,
    lateResponse: null,
    createdAt: expect.any(String),
    sentAt: null,
    finishedAt: null,
    expiresAt: expect.any(String),
    requestedBy: expect.stringContaining('an-operator'),
  });
  expect(Date.parse(body.expiresAt) - Date.parse(body.createdAt)).toBe(90_000);
  expect((await web.as('viewer')('get', `/commands/${body.id}`)).body).toEqual(body);
  const audit = await web.database.db('audit_log').where({ action: 'command.send', target: 'gw' }).first();
  expect(audit.detail).toEqual({ id: body.id, method: 'PUT', path: '/device/time?zone=UTC' });
});

test.each([
  ['/auth', { method: 'POST', path: '/auth', body: { name: 'admin' } }, /signing in/],
  ['/auth in disguise', { method: 'POST', path: '/x/../%61uth' }, /signing in/],
  ['/device/route', { method: 'GET', path: '/device/route' }, /not available over MQTT/],
  ['a file', { method: 'PUT', path: '/system/configuration' }, /takes a file/],
  ['a path of a browser', { method: 'GET', path: '/api/v1/device/general' }, /leave \/api\/v1 out/],
  ['no path', { method: 'GET', path: 'device/general' }, /must start with/],
  ['a line break', { method: 'GET', path: '/device/general\n' }, /control characters/],
])('refuses %s with the reason, and stores nothing', async (_what, call, reason) => {
  const before = await commandCount('gw');
  const { status, body } = await send('gw', call);
  expect([status, body.error.code]).toEqual([400, 'COMMAND_NOT_INVOCABLE']);
  expect(body.error.message).toMatch(reason);
  expect(await commandCount('gw')).toBe(before);
});

test.each([
  [{ ...CALL, method: 'get' }, 'method'],
  [{ ...CALL, method: 'TRACE' }, 'method'],
  [{ method: 'GET' }, 'path'],
  [{ ...CALL, path: `/${'x'.repeat(2_001)}` }, 'path'],
  [{ ...CALL, timeoutSeconds: 0 }, 'timeoutSeconds'],
  [{ ...CALL, timeoutSeconds: 1e9 }, 'timeoutSeconds'],
  [{ ...CALL, headers: [] }, 'headers'],
  [{ ...CALL, body: { text: 'a\u0000b' } }, 'body.text'],
  [{ ...CALL, body: JSON.parse('['.repeat(200) + ']'.repeat(200)) }, 'body.0.0'],
  ['GET /device/general', 'body'],
])('refuses the request %j and names the field', async (call, field) => {
  const answer = await web.as('operator')('post', '/devices/gw/commands').type('json').send(JSON.stringify(call));
  expect([answer.status, answer.body.error.code, answer.body.error.details.field]).toEqual([400, 'VALIDATION_FAILED', field]);
});

test('takes any JSON as a body, up to what an MQTT packet holds', async () => {
  for (const body of [0, false, '', 'text', [], [1, 'two'], { deep: { er: null } }]) {
    expect((await send('other', { method: 'PUT', path: '/tags/write', body })).body.body).toEqual(body);
  }
  const longest = 'x'.repeat(MAX_COMMAND_BODY_BYTES - 2);
  expect((await send('other', { method: 'PUT', path: '/tags/write', body: longest })).status).toBe(202);
  const tooLong = await send('other', { method: 'PUT', path: '/tags/write', body: `${longest}x` });
  expect([tooLong.status, tooLong.body.error.code]).toEqual([413, 'BODY_TOO_LARGE']);
  const farTooLong = await send('other', { method: 'PUT', path: '/tags/write', body: longest.repeat(3) });
  expect([farTooLong.status, farTooLong.body.error.code]).toEqual([413, 'BODY_TOO_LARGE']);
});

test('leaves long parts out of lists, and says so', async () => {
  const { body } = await send('other', { method: 'PUT', path: '/tags/write', body: 'x'.repeat(40_000) });
  const list = await web.as('viewer')('get', '/devices/other/commands?limit=1');
  expect(list.body.items[0]).toMatchObject({ id: body.id, body: null, omitted: ['body'] });
  expect((await web.as('viewer')('get', `/commands/${body.id}`)).body.body).toHaveLength(40_000);
});

test('takes no command for a device that is disabled or unknown', async () => {
  const disabled = await send('off', CALL);
  expect([disabled.status, disabled.body.error.code]).toEqual([409, 'DEVICE_DISABLED']);
  const unknown = await send('nobody', CALL);
  expect([unknown.status, unknown.body.error.code]).toEqual([404, 'DEVICE_NOT_FOUND']);
});

test('takes so many commands for one device and no more until one has ended', async () => {
  const sent = [];
  for (let count = 0; count < MAX_OPEN_COMMANDS; count += 1) sent.push(await send('busy', CALL));
  expect(sent.every(({ status }) => status === 202)).toBe(true);
  const oneMore = await send('busy', CALL);
  expect([oneMore.status, oneMore.body.error.code]).toEqual([429, 'TOO_MANY_COMMANDS']);
  await web.as('operator')('post', `/commands/${sent[0]?.body.id}/cancel`);
  expect((await send('busy', CALL)).status).toBe(202);
});

test('gives the same command to a repeated request, however often it comes at once', async () => {
  const before = await commandCount('gw');
  const call = { method: 'POST', path: '/apps/x/restart', body: { a: 1, b: [2] } };
  const key = { 'idempotency-key': 'order-66' };
  const answers = await Promise.all([1, 2, 3, 4].map(() => send('gw', call, key)));
  answers.push(await send('gw', { ...call, body: { b: [2], a: 1 } }, key));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(await commandCount('gw')).toBe(before + 1);
  expect(await web.database.db('audit_log').whereRaw("detail ->> 'path' = ?", [call.path])).toHaveLength(1);
});

test('refuses an idempotency key that belongs to another request', async () => {
  const key = { 'idempotency-key': 'k' };
  const first = await send('gw', CALL, key);
  const others = [
    send('gw', { ...CALL, path: '/device/time' }, key),
    send('gw', { ...CALL, timeoutSeconds: 61 }, key),
    send('gw', { ...CALL, body: {} }, key),
    send('other', CALL, key),
  ];
  for (const { status, body } of await Promise.all(others)) {
    expect([status, body.error.code, body.error.details.commandId]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED', first.body.id]);
  }
  const ofSomebodyElse = await web.as('administrator')('post', '/devices/gw/commands').set(key).send(CALL);
  expect(ofSomebodyElse.status).toBe(202);
  expect(ofSomebodyElse.body.id).not.toBe(first.body.id);
  expect((await send('gw', CALL, { 'idempotency-key': 'a b' })).body.error.details.field).toBe('Idempotency-Key');
});

test('cancels a command that has not ended, once', async () => {
  const { body } = await send('gw', CALL);
  const canceled = await web.as('operator')('post', `/commands/${body.id}/cancel`);
  expect(canceled.body).toMatchObject({ id: body.id, state: 'canceled', finishedAt: expect.any(String) });
  const again = await web.as('operator')('post', `/commands/${body.id}/cancel`);
  expect([again.status, again.body.error.code]).toEqual([409, 'COMMAND_ALREADY_FINAL']);
  const unknown = await web.as('operator')('post', '/commands/999999999/cancel');
  expect([unknown.status, unknown.body.error.code]).toEqual([404, 'COMMAND_NOT_FOUND']);
  expect((await web.as('viewer')('get', '/commands/abc')).status).toBe(400);
});

test('lists commands newest first, by device and state, page by page', async () => {
  await web.as('operator')('post', '/devices').send({ clientid: 'listed' });
  const ids: string[] = [];
  for (let count = 0; count < 5; count += 1) ids.push((await send('listed', CALL)).body.id);
  await web.as('operator')('post', `/commands/${ids[2]}/cancel`);
  const idsOf = (answer: { body: { items: { id: string }[] } }) => answer.body.items.map(({ id }) => id);
  const first = await web.as('viewer')('get', '/devices/listed/commands?limit=3');
  expect([idsOf(first), first.body.total]).toEqual([[ids[4], ids[3], ids[2]], 5]);
  const rest = await web.as('viewer')('get', `/devices/listed/commands?limit=3&cursor=${first.body.nextCursor}`);
  expect([idsOf(rest), rest.body.nextCursor]).toEqual([[ids[1], ids[0]], null]);
  const canceled = await web.as('viewer')('get', '/commands?clientid=listed&state=canceled');
  expect([idsOf(canceled), canceled.body.total]).toEqual([[ids[2]], 1]);
  expect(idsOf(await web.as('viewer')('get', '/commands?limit=1'))).toEqual([ids[4]]);
  for (const query of ['state=lost', 'clientid=a%2Fb', 'cursor=x']) {
    expect((await web.as('viewer')('get', `/commands?${query}`)).status).toBe(400);
  }
});

test('lets a viewer read commands and send none', async () => {
  const answer = await web.as('viewer')('post', '/devices/gw/commands').send(CALL);
  expect([answer.status, answer.body.error.code]).toEqual([403, 'FORBIDDEN']);
});
