import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  createTestDatabase,
  type FakeEmqxApi,
  freePort,
  insertCommand,
  registerDevice,
  type ServiceProcess,
  startFakeEmqxApi,
  startServiceProcess,
  type TestDatabase,
  until,
  untilReady,
} from '@tpedm/testkit';

let database: TestDatabase;
let broker: FakeEmqxApi;
const running: ServiceProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});

beforeEach(async () => {
  broker = await startFakeEmqxApi();
  const connectedAtMs = Date.now();
  await registerDevice(database.db, 'gw');
  await database.db('clientid_profile').update({ profile_updated_at: new Date(connectedAtMs + 1_000) });
  await database.db('device_presence').update({
    status: 'online',
    since: new Date(connectedAtMs),
    session_connected_at_ms: connectedAtMs,
    session_rank: 1,
    subscribed_at_ms: connectedAtMs,
    input_root: 'tpe',
  });
  broker.clients.set('gw', { clientid: 'gw', connectedAtMs, subscriptions: ['/tpe/gw/input'] });
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.end('SIGKILL')));
  await broker.stop();
  await database.db('mqtt_user').delete();
});

afterAll(() => database.drop());

async function startWorkerProcess(): Promise<ServiceProcess> {
  const port = await freePort();
  const connection = Object.entries(database.config('dm_worker')).map(([name, value]) => [name, String(value)]);
  const worker = startServiceProcess('dm-worker', {
    ...Object.fromEntries(connection),
    PORT: String(port),
    BROKER_API_URL: broker.url,
    BROKER_API_KEY: broker.apiKey,
    CLAIM_LEASE_MS: '500',
    POLL_MS: '100',
    EXPIRY_SWEEP_MS: '100',
  });
  running.push(worker);
  await untilReady(port, worker);
  return worker;
}

const insertReboot = (method: string) =>
  insertCommand(database.db, 'gw', {
    method,
    path: '/system/reboot',
    expires_at: database.db.raw("now() + interval '5 minutes'"),
  });

/** Starts a worker and waits until it has published; the broker answers when the returned function is called. */
async function startAndHold(): Promise<{ worker: ServiceProcess; letGo: () => void }> {
  let letGo: (() => void) | undefined;
  broker.onPublish = () => new Promise<void>((resolve) => (letGo = resolve));
  const worker = await startWorkerProcess();
  const release = await until(() => letGo, { what: 'the command is at the broker' });
  broker.onPublish = () => undefined;
  return { worker, letGo: release };
}

/** A worker that takes the command, publishes it, and is killed before it can note that. */
async function killAfterPublishing(method: string): Promise<string> {
  const id = await insertReboot(method);
  const { worker } = await startAndHold();
  await worker.end('SIGKILL');
  return id;
}

const read = (id: string) => database.db('dm_command').where({ id }).first();

test('a command that may act twice is not published again: it waits for its answer, or its deadline', async () => {
  const id = await killAfterPublishing('PUT');
  await startWorkerProcess();
  await until(async () => (await read(id)).state === 'sent', { what: 'it counts as sent' });
  expect(await read(id)).toMatchObject({ sent_at: null });
  await database.db('dm_command').where({ id }).update({ expires_at: new Date() });
  await until(async () => (await read(id)).state === 'expired', { what: 'it meets its deadline' });
  expect((await read(id)).error).toContain('may have reached');
  expect(broker.published).toHaveLength(1);
});

test('reading does no harm: it is published again', async () => {
  const id = await killAfterPublishing('GET');
  await startWorkerProcess();
  await until(async () => (await read(id)).state === 'sent', { what: 'it is sent' });
  expect(broker.published).toHaveLength(2);
});

test('on SIGTERM it settles what it has published, then stops', async () => {
  const id = await insertReboot('PUT');
  const { worker, letGo } = await startAndHold();
  const exitCode = worker.end('SIGTERM');
  await until(() => worker.output().includes('"stopping"'), { what: 'it has taken the signal' });
  letGo();
  expect(await exitCode).toBe(0);
  expect(await read(id)).toMatchObject({ state: 'sent', claimed_until: null, sent_at: expect.any(Date) });
});
