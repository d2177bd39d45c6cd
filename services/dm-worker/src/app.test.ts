import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { notifyWork } from '@tpedm/db';
import { createLogger, type Logger } from '@tpedm/platform';
import {
  createTestDatabase,
  type FakeEmqxApi,
  freePort,
  registerDevice,
  startFakeEmqxApi,
  type TestDatabase,
  until,
} from '@tpedm/testkit';
import { startWorker } from './app.ts';
import { parseConfig } from './config.ts';
import { createDeps } from './deps.ts';

let database: TestDatabase;
let broker: FakeEmqxApi;
const running: { port: number; stop: () => Promise<void> }[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});

beforeEach(async () => {
  broker = await startFakeEmqxApi();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.stop()));
  await broker.stop();
  await database.db('mqtt_user').delete();
});

afterAll(() => database.drop());

const quiet = createLogger('test', 'error');

async function startTestWorker(env: Record<string, string> = {}, log: Logger = quiet) {
  const connection = Object.entries(database.config('dm_worker')).map(([name, value]) => [name, String(value)]);
  const settings = { PORT: '0', BROKER_API_URL: broker.url, BROKER_API_KEY: broker.apiKey, POLL_MS: '200', ...env };
  const worker = await startWorker(createDeps(parseConfig({ ...Object.fromEntries(connection), ...settings }), log));
  running.push(worker);
  return worker;
}

/** A device that is online and listening, in the tables and at the broker; its profile is known. */
async function addReadyDevice(clientid: string): Promise<void> {
  const connectedAtMs = Date.now() - 1_000;
  await registerDevice(database.db, clientid);
  await database.db('clientid_profile').where({ clientid }).update({ profile_updated_at: new Date() });
  await database
    .db('device_presence')
    .where({ clientid })
    .update({
      status: 'online',
      since: new Date(connectedAtMs),
      session_connected_at_ms: connectedAtMs,
      session_rank: 1,
      subscribed_at_ms: connectedAtMs + 1,
      input_root: 'tpe',
    });
  broker.clients.set(clientid, { clientid, connectedAtMs, subscriptions: [`/tpe/${clientid}/input`] });
}

async function insertCommands(clientid: string, count: number, overrides: Record<string, unknown> = {}): Promise<string[]> {
  const expires_at = database.db.raw("now() + interval '1 minute'");
  const common = { clientid, method: 'PUT', path: '/system/sshserver', requested_by: 't', requester_id: 'user:1', expires_at };
  const rows = Array.from({ length: count }, () => ({ ...common, ...overrides }));
  const inserted = await database.db('dm_command').insert(rows).returning('id');
  await notifyWork(database.db, 'commands');
  return inserted.map(({ id }) => id);
}

const publishedIds = (): string[] => broker.published.map(({ payload }) => JSON.parse(payload).headers[1]['request-id']);
const countIn = async (state: string): Promise<number> =>
  Number((await database.db('dm_command').where({ state }).count().first())?.count);
const presenceOf = (clientid: string) => database.db('device_presence').where({ clientid }).first();

test('sends a queued command as ThingsPro Edge wants it', async () => {
  await addReadyDevice('gw');
  await startTestWorker();
  const [id] = await insertCommands('gw', 1, { body: JSON.stringify({ enable: true }) });
  await until(async () => (await countIn('sent')) === 1, { what: 'it is sent' });
  const [message] = broker.published;
  expect(message?.topic).toBe('/tpe/gw/input');
  expect(JSON.parse(message?.payload ?? '')).toEqual({
    path: '/system/sshserver',
    method: 'PUT',
    headers: [{ 'request-expired-time': expect.stringMatching(/^[\d-]{10} [\d:]{8}$/) }, { 'request-id': id }],
    requestBody: { enable: true },
  });
});

test('two workers send 500 commands once each, and those of one device in order', async () => {
  const clientids = Array.from({ length: 10 }, (_, index) => `gw-${index}`);
  await Promise.all(clientids.map(addReadyDevice));
  await Promise.all([startTestWorker(), startTestWorker()]);
  for (let round = 0; round < 10; round += 1) await Promise.all(clientids.map((clientid) => insertCommands(clientid, 5)));
  await until(async () => (await countIn('sent')) === 500, { what: 'all are sent' });
  expect(new Set(publishedIds()).size).toBe(500);
  expect(broker.published).toHaveLength(500);
  for (const clientid of clientids) {
    const ids = broker.published
      .filter(({ topic }) => topic === `/tpe/${clientid}/input`)
      .map(({ payload }) => Number(JSON.parse(payload).headers[1]['request-id']));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  }
});

test('a command that is answered before it is marked as sent stays answered', async () => {
  await addReadyDevice('gw');
  broker.onPublish = async () => {
    await database.db('dm_command').update({ state: 'succeeded', status_code: 200, finished_at: new Date() });
  };
  await startTestWorker();
  await insertCommands('gw', 1);
  await until(async () => (await database.db('dm_command').first())?.sent_at, { what: 'it is marked' });
  expect(await database.db('dm_command').first()).toMatchObject({ state: 'succeeded', claimed_until: null });
});

test('a device that does not listen after all keeps its commands until it subscribes', async () => {
  await addReadyDevice('gw');
  broker.clients.set('gw', { clientid: 'gw', connectedAtMs: (await presenceOf('gw')).since.getTime() });
  await startTestWorker();
  const [id] = await insertCommands('gw', 1);
  await until(async () => !(await presenceOf('gw')).ready, { what: 'it counts as not ready' });
  await until(async () => (await database.db('dm_command').first())?.attempts === 0, { what: 'the command is given back' });
  expect(await countIn('queued')).toBe(1);
  broker.clients.set('gw', { clientid: 'gw', connectedAtMs: 0, subscriptions: ['/tpe/gw/input'] });
  await database.db('device_presence').where({ clientid: 'gw' }).update({ subscribed_at_ms: Date.now(), input_root: 'tpe' });
  await notifyWork(database.db, 'ready');
  const command = () => database.db('dm_command').where({ id }).first();
  await until(async () => (await command()).state === 'sent', { what: 'it is sent' });
});

test('a device that becomes ready is asked for its profile', async () => {
  await addReadyDevice('gw');
  await database.db('clientid_profile').update({ profile_updated_at: null });
  await startTestWorker();
  await startTestWorker();
  await until(() => broker.published.length === 1, { what: 'the profile is asked for' });
  expect(JSON.parse(broker.published[0]?.payload ?? '')).toMatchObject({ method: 'GET', path: '/device/general' });
  expect(await database.db('dm_command').first()).toMatchObject({ requested_by: 'system', requester_id: 'system' });
});

test('a resumed session, which has no subscribed event, is found to be ready', async () => {
  await addReadyDevice('gw');
  await database.db('device_presence').update({ subscribed_at_ms: null, input_root: null });
  broker.clients.set('gw', { clientid: 'gw', connectedAtMs: 0, subscriptions: ['/tpedm/gw/#', '/other'] });
  await startTestWorker({ RECONCILE_EVERY_MS: '600000' });
  await notifyWork(database.db, 'connected');
  const presence = await until(async () => (await presenceOf('gw')).ready && presenceOf('gw'), { what: 'it is ready' });
  expect(presence).toMatchObject({ input_root: 'tpedm', subscribed_at_ms: presence.session_connected_at_ms });
});

test('waits for a broker that is away without a storm in the log, and then sends each command once', async () => {
  await addReadyDevice('gw');
  const port = await freePort();
  const lines: string[] = [];
  const write = (message: string, fields: unknown = {}) => void lines.push(message + JSON.stringify(fields));
  const log: Logger = { error: write, warn: write, info: () => undefined, debug: () => undefined, child: () => log };
  await startTestWorker({ BROKER_API_URL: `http://127.0.0.1:${port}`, POLL_MS: '20' }, log);
  const [id] = await insertCommands('gw', 1);
  await until(() => lines.some((line) => line.includes('send')), { what: 'a try has failed' });
  const { clients } = broker;
  await broker.stop();
  broker = await startFakeEmqxApi(port);
  broker.clients = clients;
  await until(async () => (await countIn('sent')) === 1, { what: 'it is sent' });
  expect(publishedIds()).toEqual([id]);
  expect(lines.filter((line) => line.includes('send new commands')).length).toBeLessThan(2);
  expect(lines.filter((line) => line.includes('send waiting commands')).length).toBeLessThan(2);
});

test('a message that the broker refuses fails alone', async () => {
  await addReadyDevice('gw');
  const [, tooLarge] = await insertCommands('gw', 3);
  const holds = (batch: { payload: string }[]) => batch.some(({ payload }) => payload.includes(`"${tooLarge}"`));
  broker.refuses = holds;
  await startTestWorker();
  await until(async () => (await countIn('failed')) === 1, { what: 'it has failed' });
  await until(async () => (await countIn('sent')) === 2, { what: 'the others are sent' });
  expect(await database.db('dm_command').where({ id: tooLarge }).first()).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('too large'),
  });
});

test('ends a command at its deadline', async () => {
  await registerDevice(database.db, 'absent');
  await startTestWorker({ EXPIRY_SWEEP_MS: '20' });
  await insertCommands('absent', 1, { expires_at: database.db.raw("now() + interval '50 milliseconds'") });
  await until(async () => (await countIn('expired')) === 1, { what: 'it is expired' });
});

test('is ready when the database and the broker are, and tells its figures', async () => {
  const { port } = await startTestWorker();
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  expect((await get('/health/ready')).status).toBe(200);
  expect(await (await get('/metrics')).text()).toContain('tpedm_oldest_queued_command_seconds');
  broker.failWith = 503;
  const response = await get('/health/ready');
  expect([response.status, await response.json()]).toEqual([503, { status: 'not ready', failed: ['broker'] }]);
});
