import { Agent, request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { TOO_DEEP_PAYLOAD } from '@tpedm/domain';
import {
  brokerEvents,
  createTestDatabase,
  type HookService,
  insertSentCommand,
  registerDevice,
  startHookService,
  type TestDatabase,
  until,
} from '@tpedm/testkit';

let database: TestDatabase;
let hook: HookService;
let devices = 0;
let clientid: string;

beforeAll(async () => {
  database = await createTestDatabase();
  hook = await startHookService(database.config('dm_webhook'));
});
beforeEach(async () => {
  devices += 1;
  clientid = (await registerDevice(database.db, `hooked-${devices}`)).clientid;
});
afterAll(async () => {
  await hook?.end();
  await database?.drop();
});

const presenceOf = (of: string) => database.db('device_presence').where({ clientid: of }).first();
const countEvents = async (of: string) => Number((await database.db('device_event').where({ clientid: of }).count())[0]?.count);
const url = (path: string) => `http://127.0.0.1:${hook.port}${path}`;

const commandOf = (id: string) => database.db('dm_command').where({ id }).first();

describe('an event', () => {
  test('is answered 204 and is stored by then; again, and nothing changes', async () => {
    const event = brokerEvents.connected(clientid);
    for (const _ of [1, 2]) {
      expect(await hook.post(event)).toBe(204);
      expect(await countEvents(clientid)).toBe(1);
      expect(await presenceOf(clientid)).toMatchObject({ status: 'online' });
    }
    expect(await hook.metric('tpedm_hook_events_total{kind="client.connected",outcome="duplicate"')).toBe(1);
  });

  test('of the life of a device, in the wrong order, leaves it as it is', async () => {
    const nowMs = Date.now();
    expect(await hook.post(brokerEvents.disconnected(clientid, nowMs, nowMs + 9))).toBe(204);
    expect(await hook.post(brokerEvents.subscribed(clientid, nowMs + 1))).toBe(204);
    expect(await hook.post(brokerEvents.connected(clientid, nowMs))).toBe(204);
    expect(await presenceOf(clientid)).toMatchObject({ status: 'offline', reason: 'tcp_closed', ready: false });
  });

  test.each<[string, unknown, Record<string, unknown>]>([
    ['an object', { data: { a: 1 } }, { response: { data: { a: 1 } } }],
    ['JSON in a string', '{"data":{"a":1}}', { response: { data: { a: 1 } } }],
    ['nothing', undefined, { response: null }],
    ['text with NUL', 'a\u0000b', { response: 'a\ufffdb' }],
  ])('with an answer whose payload is %s ends its command', async (_what, payload, stored) => {
    const id = await insertSentCommand(database.db, clientid);
    expect(await hook.post(brokerEvents.output(clientid, { 'request-id': Number(id), state: 200, payload }))).toBe(204);
    expect(await commandOf(id)).toMatchObject({ state: 'succeeded', ...stored });
  });

  test('with an answer of 1 MB ends its command', async () => {
    const id = await insertSentCommand(database.db, clientid);
    const payload = { text: 'x'.repeat(1_000_000) };
    expect(await hook.post(brokerEvents.output(clientid, { 'request-id': id, state: 200, payload }))).toBe(204);
    expect(await commandOf(id)).toMatchObject({ state: 'succeeded', response: payload });
  });

  test('with an answer nested too deep to be stored ends its command without it, and its neighbours are stored', async () => {
    const id = await insertSentCommand(database.db, clientid);
    const deep = `{"request-id":"${id}","state":200,"payload":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const others = Array.from({ length: 20 }, () => brokerEvents.output(clientid, { fine: true }));
    const statuses = await Promise.all([...others, brokerEvents.output(clientid, deep)].map((event) => hook.post(event)));
    expect(new Set(statuses)).toEqual(new Set([204]));
    expect(await countEvents(clientid)).toBe(others.length + 1);
    expect(await commandOf(id)).toMatchObject({ state: 'succeeded', response: TOO_DEEP_PAYLOAD });
  });

  test("of another sender never ends a device's command", async () => {
    const id = await insertSentCommand(database.db, clientid);
    const answer = { 'request-id': id, state: 200, payload: {} };
    for (const sender of ['http_api', 'fake']) {
      expect(await hook.post(brokerEvents.output(sender, answer, { topic: `/tpe/${clientid}/output` }))).toBe(204);
    }
    expect(await commandOf(id)).toMatchObject({ state: 'sent', response: null });
    expect(await hook.metric('tpedm_hook_events_total{kind="message.publish",outcome="foreign"')).toBe(2);
  });

  test('of an unknown device, or of an unknown kind, is taken and counted', async () => {
    expect(await hook.post(brokerEvents.connected('nobody'))).toBe(204);
    expect(await hook.post({ event: 'client.connack', clientid })).toBe(204);
    expect(await countEvents('nobody')).toBe(0);
    expect(await hook.metric('tpedm_hook_events_total{kind="client.connected",outcome="unknown_device"')).toBe(1);
    expect(await hook.metric('tpedm_hook_events_total{kind="other",outcome="unknown_event"')).toBe(1);
  });
});

describe('a request that is wrong for ever', () => {
  test.each([{ authorization: 'Bearer wrong' }, { authorization: '' }])('without the token is 401: %j', async (headers) => {
    expect(await hook.post(brokerEvents.connected(clientid), headers)).toBe(401);
    expect(await countEvents(clientid)).toBe(0);
  });

  test.each(['{"event":', 'null', '{}', '{"event":"client.connected"}'])('with the body %s is 400 and counted', async (body) => {
    const before = await hook.metric('tpedm_hook_refused_total');
    expect(await hook.post(body)).toBe(400);
    expect(await hook.metric('tpedm_hook_refused_total')).toBe(before + 1);
  });

  test('of more than 2 MB is 413, and its connection goes on', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const post = (body: string) =>
      new Promise<number>((resolve, reject) => {
        const headers = { authorization: 'Bearer token-of-the-hook-in-tests' };
        const request = httpRequest(url('/emqx/events'), { agent, method: 'POST', headers }, (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
        });
        request.on('error', reject).end(body);
      });
    expect(await post('x'.repeat(2_000_001))).toBe(413);
    expect(await post(JSON.stringify(brokerEvents.connected(clientid)))).toBe(204);
    agent.destroy();
  });

  test('elsewhere is 404', async () => {
    expect((await fetch(url('/emqx/events'))).status).toBe(404);
    expect((await fetch(url('/emqx/events/x'), { method: 'POST' })).status).toBe(404);
  });
});

test('says that it is live and ready', async () => {
  expect((await fetch(url('/health/live'))).status).toBe(200);
  expect((await fetch(url('/health/ready'))).status).toBe(200);
});

test('stops on SIGTERM when what it took is stored', async () => {
  const own = await startHookService(database.config('dm_webhook'));
  const posted = Array.from({ length: 50 }, () => own.post(brokerEvents.output(clientid, {})));
  await until(async () => (await countEvents(clientid)) > 0, { what: 'the first events are stored' });
  const [code, ...outcomes] = await Promise.all([own.end('SIGTERM'), ...posted.map((status) => status.catch(() => 0))]);
  expect(code).toBe(0);
  expect(await countEvents(clientid)).toBe(outcomes.filter((status) => status === 204).length);
});
