import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { connectDatabase, type Database, mergePresence, withLock } from '@tpedm/db';
import { foldPresence, LOST_WITHOUT_EVENT, NEVER_CONNECTED, type PresenceEvent } from '@tpedm/domain';
import { createEmqxClient } from '@tpedm/emqx-client';
import { createLogger, createMetrics } from '@tpedm/platform';
import { createTestDatabase, type FakeEmqxApi, registerDevice, startFakeEmqxApi, type TestDatabase } from '@tpedm/testkit';
import { createWorkerMetrics, type WorkerMetrics } from '../../metrics.ts';
import { createReconcile } from './reconcile.ts';

let database: TestDatabase;
let db: Database;
let broker: FakeEmqxApi;
let metrics: WorkerMetrics;
let reconcile: () => Promise<void>;

beforeAll(async () => {
  database = await createTestDatabase();
  db = connectDatabase(database.config('dm_worker'), { applicationName: 'test' });
});

beforeEach(async () => {
  broker = await startFakeEmqxApi();
  metrics = createWorkerMetrics(createMetrics('test'), () => Promise.resolve(0));
  reconcile = createRound();
  await registerDevice(database.db, 'gw');
});

afterEach(async () => {
  await broker.stop();
  await database.db('mqtt_user').delete();
  await database.db('device_event').delete();
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

function createRound(): () => Promise<void> {
  const client = createEmqxClient({ baseUrl: broker.url, apiKey: broker.apiKey, timeoutMs: 5_000 });
  const log = createLogger('test', 'error');
  return createReconcile({ db, broker: client, metrics, log, signal: new AbortController().signal });
}

const session = (connectedAtMs: number) =>
  ({ clientid: 'gw', source: 'hook', eventId: null, connectedAtMs, peername: '10.0.0.9:1' }) as const;

const connectedAt = (connectedAtMs: number): PresenceEvent => ({
  ...session(connectedAtMs),
  kind: 'connected',
  atMs: connectedAtMs,
});

const disconnectedAt = (connectedAtMs: number): PresenceEvent => ({
  ...session(connectedAtMs),
  kind: 'disconnected',
  atMs: connectedAtMs + 500,
  reason: 'normal',
});

const subscribedAt = (atMs: number): PresenceEvent => ({
  kind: 'subscribed',
  clientid: 'gw',
  source: 'hook',
  eventId: null,
  atMs,
  root: 'tpe',
});

async function store(...events: PresenceEvent[]): Promise<void> {
  for (const event of events) {
    await mergePresence(db, [{ clientid: event.clientid, presence: foldPresence(NEVER_CONNECTED, event) }]);
  }
}

const connectToBroker = (connectedAtMs: number, clientid = 'gw'): void => {
  broker.clients.set(clientid, { clientid, connectedAtMs, subscriptions: [`/tpe/${clientid}/input`] });
};

const presenceOf = (clientid = 'gw') => database.db('device_presence').where({ clientid }).first();
const history = () => database.db('device_event').orderBy('occurred_at').pluck('kind');
const repairs = async () =>
  Object.fromEntries((await metrics.repairs.get()).values.map(({ labels, value }) => [labels.kind, value]));

describe('lost events', () => {
  test('connected: the device comes online, and its subscription is looked up', async () => {
    connectToBroker(1_000);
    await reconcile();
    expect(await presenceOf()).toMatchObject({
      status: 'online',
      session_connected_at_ms: '1000',
      ready: true,
      input_root: 'tpe',
    });
    expect((await presenceOf()).evidence).toMatchObject({ event: 'client.connected', source: 'reconcile' });
    expect(await history()).toEqual(['reconcile.online']);
    expect(await repairs()).toMatchObject({ online: 1, ready: 1 });
  });

  test('disconnected: the device goes offline and says how that is known', async () => {
    await store(connectedAt(1_000), subscribedAt(1_001));
    await reconcile();
    expect(await presenceOf()).toMatchObject({ status: 'offline', reason: LOST_WITHOUT_EVENT, ready: false });
    expect(await history()).toEqual(['reconcile.offline']);
  });

  test('disconnected, while the broker keeps the session of the absent device', async () => {
    await store(connectedAt(1_000));
    broker.clients.set('gw', { clientid: 'gw', connected: false, connectedAtMs: 1_000 });
    await reconcile();
    expect(await presenceOf()).toMatchObject({ status: 'offline' });
  });

  test('disconnected and connected again: the newer session counts', async () => {
    await store(connectedAt(1_000), subscribedAt(1_001));
    connectToBroker(5_000);
    await reconcile();
    expect(await presenceOf()).toMatchObject({ status: 'online', session_connected_at_ms: '5000', ready: true });
  });

  test('subscribed: the device becomes ready', async () => {
    await store(connectedAt(1_000));
    connectToBroker(1_000);
    await reconcile();
    expect(await presenceOf()).toMatchObject({ ready: true, subscribed_at_ms: '1000' });
  });

  test('nothing is lost: nothing changes', async () => {
    await store(connectedAt(1_000), subscribedAt(1_001));
    connectToBroker(1_000);
    const before = await presenceOf();
    await reconcile();
    expect(await presenceOf()).toEqual(before);
    expect(await history()).toEqual([]);
  });

  test('the late event itself still wins over what was inferred', async () => {
    await store(connectedAt(1_000));
    await reconcile();
    await store(disconnectedAt(1_000));
    expect(await presenceOf()).toMatchObject({ status: 'offline', reason: 'normal' });
  });
});

describe('a broker whose clock went back', () => {
  beforeEach(async () => {
    await store(connectedAt(9_000), subscribedAt(9_001), disconnectedAt(9_000));
    connectToBroker(1_000);
  });

  test('is believed in the second round, subscription included', async () => {
    await reconcile();
    expect(await presenceOf()).toMatchObject({ status: 'offline', session_connected_at_ms: '9000' });
    await reconcile();
    expect(await presenceOf()).toMatchObject({
      status: 'online',
      session_connected_at_ms: '1000',
      subscribed_at_ms: '1000',
      ready: true,
    });
    expect(await repairs()).toMatchObject({ override: 1 });
  });

  test('is not believed when it names another session each time', async () => {
    await reconcile();
    connectToBroker(2_000);
    await reconcile();
    expect(await presenceOf()).toMatchObject({ status: 'offline', session_connected_at_ms: '9000' });
  });

  test('events of the new session count again afterwards', async () => {
    await reconcile();
    await reconcile();
    await store(subscribedAt(1_200), disconnectedAt(1_000));
    expect(await presenceOf()).toMatchObject({ status: 'offline', reason: 'normal', subscribed_at_ms: '1200' });
  });
});

test('a connected client that is not registered, or disabled, is cut', async () => {
  await database.db('mqtt_user').where({ clientid: 'gw' }).update({ enabled: false });
  connectToBroker(1_000);
  connectToBroker(1_000, 'deleted');
  await reconcile();
  expect(broker.kicked.toSorted()).toEqual(['deleted', 'gw']);
  expect(await history()).toEqual(['reconcile.kicked', 'reconcile.kicked']);
});

test('a broker that is away, or fails half-way through its list, makes nobody offline', async () => {
  await store(connectedAt(1_000));
  broker.failWith = 503;
  await expect(reconcile()).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  expect(await presenceOf()).toMatchObject({ status: 'online' });
});

test('goes through more clients than fit a page', async () => {
  for (let index = 0; index < 2_500; index += 1) connectToBroker(1_000, `other-${index}`);
  connectToBroker(1_000);
  await database.db.raw(`
    INSERT INTO mqtt_user (clientid, username, algorithm, password_hash) SELECT 'other-' || n, 'u', 'sha256', '' FROM generate_series(0, 2499) AS n;
    INSERT INTO clientid_profile (clientid) SELECT 'other-' || n FROM generate_series(0, 2499) AS n;
    INSERT INTO device_presence (clientid) SELECT 'other-' || n FROM generate_series(0, 2499) AS n`);
  await reconcile();
  expect(Number((await database.db('device_presence').where({ status: 'online' }).count().first())?.count)).toBe(2_501);
});

test('passes while another replica compares', async () => {
  connectToBroker(1_000);
  await withLock(db, 'presence.reconcile', reconcile);
  expect(await presenceOf()).toMatchObject({ status: 'never' });
  await reconcile();
  expect(await presenceOf()).toMatchObject({ status: 'online' });
});
