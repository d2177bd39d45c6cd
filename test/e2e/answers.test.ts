import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Command } from '@tpedm/domain';
import { type Api, connectFakeGateway, echo, type FakeGateway, type Standalone, startStandalone, until } from '@tpedm/testkit';

let tpedm: Standalone;
let api: Api;
let gateway: FakeGateway;

beforeAll(async () => {
  tpedm = await startStandalone();
  api = await tpedm.api();
  const credentials = await api.register('gw');
  const respond = (request: Parameters<typeof echo>[0]) => (request.path === '/device/general' ? echo(request) : null);
  gateway = await connectFakeGateway({ url: tpedm.mqttUrl, credentials, respond });
  await until(async () => (await api.device('gw')).profile, { what: 'the profile is there: nothing else is under way' });
}, 90_000);
afterAll(async () => {
  await gateway?.close();
  await tpedm?.remove();
});

/** Sends a call and waits until the gateway has the request. */
async function call(options: { timeoutSeconds?: number } = {}): Promise<Command> {
  const command = await api.send('gw', { method: 'GET', path: '/device/time', ...options });
  await until(() => gateway.requests.some(({ requestId }) => requestId === command.id), { what: 'the request has arrived' });
  return command;
}

const ended = (id: string): Promise<Command> =>
  until(
    async () => {
      const command = await api.command(id);
      return command.finishedAt ? command : null;
    },
    { what: `command ${id} has ended` },
  );

const MEGABYTE = 'x'.repeat(1024 * 1024 - 200);

test.each<[form: string, answer: (id: string) => unknown, expected: Partial<Command>]>([
  [
    'a payload that is an object',
    (id) => ({ 'request-id': id, state: 200, payload: { data: 1 } }),
    { state: 'succeeded', statusCode: 200, response: { data: 1 } },
  ],
  [
    'a payload that is JSON in a string',
    (id) => ({ 'request-id': id, status: 200, payload: '{"data":2}' }),
    { state: 'succeeded', statusCode: 200, response: { data: 2 } },
  ],
  [
    'a payload that is plain text',
    (id) => ({ 'request-id': id, state: 200, payload: 'done' }),
    { state: 'succeeded', response: 'done' },
  ],
  ['no payload', (id) => ({ 'request-id': id, state: 204 }), { state: 'succeeded', statusCode: 204, response: null }],
  [
    'an id that is a number',
    (id) => ({ 'request-id': Number(id), state: 201, payload: [] }),
    { state: 'succeeded', response: [] },
  ],
  [
    'an error',
    (id) => ({ 'request-id': id, state: 404, payload: { error: { code: 404, message: 'no such app' } } }),
    { state: 'failed', statusCode: 404, error: 'The gateway answered 404: no such app' },
  ],
  [
    'a refusal under the id -1',
    () => ({ 'request-id': -1, state: 400, payload: { error: { message: 'expired' } } }),
    { state: 'failed', error: expect.stringContaining('expired') as unknown as string },
  ],
  [
    'one megabyte',
    (id) => ({ 'request-id': id, state: 200, payload: { text: MEGABYTE } }),
    { state: 'succeeded', response: { text: MEGABYTE } },
  ],
])('an answer with %s ends its command', async (_form, answer, expected) => {
  const { id } = await call();
  await gateway.publish(answer(id));
  expect(await ended(id)).toMatchObject(expected);
});

test('rubbish ends nothing, and the true answer after it counts', async () => {
  const { id } = await call();
  const rubbish = [
    Buffer.from([0, 1, 2, 0xff, 0xfe]),
    '',
    '{',
    'null',
    '[]',
    `{"request-id":{"$gt":0}}`,
    '{"request-id":"1 OR 1=1"}',
  ];
  for (const payload of rubbish) await gateway.publish(payload);
  await gateway.publish({ 'request-id': id, state: 200, payload: { data: 'true' } });
  expect(await ended(id)).toMatchObject({ state: 'succeeded', response: { data: 'true' } });
  expect(gateway.client.connected).toBe(true);
});

test('of two answers the first counts', async () => {
  const { id } = await call();
  await gateway.publish({ 'request-id': id, state: 200, payload: 'first' });
  await gateway.publish({ 'request-id': id, state: 500, payload: 'second' });
  const next = await call();
  await gateway.publish({ 'request-id': next.id, state: 200 });
  await ended(next.id);
  expect(await api.command(id)).toMatchObject({ state: 'succeeded', response: 'first', error: null, lateResponse: null });
});

test('an answer after the deadline is kept as late, and the command stays expired', async () => {
  const { id } = await call({ timeoutSeconds: 1 });
  const expired = await ended(id);
  expect(expired.state).toBe('expired');
  await gateway.publish({ 'request-id': id, state: 200, payload: 'late' });
  const late = await until(async () => ((await api.command(id)).lateResponse ? api.command(id) : null), { what: 'it was kept' });
  expect(late).toEqual({ ...expired, lateResponse: late.lateResponse });
  expect(JSON.stringify(late.lateResponse)).toContain('late');
});

test.each([
  ['POST', '/auth', 'signing in'],
  ['GET', '/device/route', 'not available over MQTT'],
  ['GET', '/system/log?download=true', 'JSON only'],
])('%s %s is refused with the reason, and nothing is sent', async (method, path, reason) => {
  const sentBefore = gateway.requests.length;
  const { status, body } = await api.request('POST', '/devices/gw/commands', { method, path });
  expect({ status, body }).toMatchObject({ status: 400, body: { error: { code: 'COMMAND_NOT_INVOCABLE' } } });
  expect(JSON.stringify(body)).toContain(reason);
  const { id } = await call();
  await gateway.publish({ 'request-id': id, state: 200 });
  await ended(id);
  expect(gateway.requests.slice(sentBefore).map(({ requestId }) => requestId)).toEqual([id]);
});
