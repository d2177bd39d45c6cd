import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { LIVE_CHANNEL, type PresenceEvent, WORK_CHANNEL } from '@tpedm/domain';
import { createLogger } from '@tpedm/platform';
import { createTestDatabase, insertSentCommand, registerDevice, type TestDatabase, until } from '@tpedm/testkit';
import { connectDatabase, type Database } from '../database.ts';
import { type Listener, startListener } from '../listener.ts';
import { markSent } from '../outbox/settle-claims.ts';
import type { IngestEvent } from './ingest-event.ts';
import { storeEvents } from './store-events.ts';

const clientid = 'gw-1';
let database: TestDatabase;
let db: Database;
let listeners: Listener[];
let notices: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  db = connectDatabase(database.config('dm_webhook'), { applicationName: 'test' });
  await registerDevice(database.db, clientid);
  let listening = 0;
  listeners = [LIVE_CHANNEL, WORK_CHANNEL].map((channel) =>
    startListener({
      config: database.config('dm_web'),
      channel,
      log: createLogger('test', 'error'),
      onNotice: (payload) => notices.push(payload),
      onConnected: () => (listening += 1),
    }),
  );
  await until(() => listening === listeners.length, { what: 'both channels are listened to' });
});
beforeEach(() => {
  notices = [];
});
afterAll(async () => {
  await Promise.all(listeners.map((listener) => listener.stop()));
  await db?.destroy();
  await database?.drop();
});

function eventOf(presence: PresenceEvent, mayBeResumed = false): IngestEvent {
  const { clientid: of, atMs: occurredAtMs, kind } = presence;
  return {
    eventId: randomUUID(),
    occurredAtMs,
    clientid: of,
    kind,
    detail: {},
    presence,
    mayBeResumed,
    answer: null,
    excerpt: null,
  };
}
const connected = (connectedAtMs: number, mayBeResumed = false): IngestEvent => {
  const session = { connectedAtMs, atMs: connectedAtMs, peername: null };
  return eventOf({ clientid, source: 'hook', eventId: null, kind: 'connected', ...session }, mayBeResumed);
};
const subscribed = (atMs: number): IngestEvent =>
  eventOf({ clientid, source: 'hook', eventId: null, kind: 'subscribed', atMs, root: 'tpe' });
const output = (requestId: string): IngestEvent => ({
  ...subscribed(1),
  presence: null,
  answer: { requestId, statusCode: 200, payload: { hostName: 'pump' } },
});

const noticesOf = (events: IngestEvent[]): Promise<unknown[]> => noticesAfter(() => storeEvents(db, events));

/** All notices of what was done: a last one of our own in each channel shows that no more will come. */
async function noticesAfter(change: () => Promise<unknown>): Promise<unknown[]> {
  await change();
  const end = randomUUID();
  await db.raw('SELECT pg_notify(channel, ?) FROM unnest(?::text[]) AS channel', [end, [LIVE_CHANNEL, WORK_CHANNEL]]);
  const ends = () => notices.filter((notice) => notice === end).length;
  await until(() => ends() === listeners.length, { what: 'the last notices arrive' });
  return notices.filter((notice) => notice !== end).map((text) => (text.startsWith('{') ? JSON.parse(text) : text));
}

test('a device that comes and becomes ready is told once a batch, and wakes the workers', async () => {
  const told = await noticesOf([connected(1_000), subscribed(1_001)]);
  expect(told).toHaveLength(2);
  expect(told).toEqual(expect.arrayContaining([{ type: 'device.presence', keys: [clientid] }, 'ready']));
});

test('a new session of a ready device wakes the workers again', async () => {
  expect(await noticesOf([connected(2_000), subscribed(2_001)])).toContain('ready');
});

test('a session that may be resumed makes the workers look up its subscriptions', async () => {
  const told = await noticesOf([connected(3_000, true)]);
  expect(told).toHaveLength(2);
  expect(told).toEqual(expect.arrayContaining([{ type: 'device.presence', keys: [clientid] }, 'connected']));
});

test('a batch of more devices than a notice can name is told in several', async () => {
  const fleet = Array.from({ length: 250 }, (_, index) => `${'x'.repeat(60)}${1_000 + index}`);
  await Promise.all(fleet.map((name) => registerDevice(database.db, name)));
  const told = await noticesOf(fleet.map((name) => ({ ...connected(1_000), clientid: name })));
  expect(told).toHaveLength(3);
  expect(told.flatMap((notice) => (notice as { keys: string[] }).keys).sort()).toEqual(fleet);
});

test('what changes nothing is not told', async () => {
  expect(await noticesOf([connected(3_000, true), connected(500, true), output('123')])).toEqual([]);
});

test('an answer tells of its command and of the profile in it', async () => {
  const id = await insertSentCommand(database.db, clientid, { path: '/device/general' });
  const told = await noticesOf([output(id)]);
  expect(told).toHaveLength(2);
  expect(told).toEqual(
    expect.arrayContaining([
      { type: 'command.updated', keys: [id] },
      { type: 'device.profile', keys: [clientid] },
    ]),
  );
});

test('a command whose answer was quicker than its sender is told once', async () => {
  const id = await insertSentCommand(database.db, clientid, { state: 'queued', sent_at: null });
  const told = await noticesAfter(async () => {
    await storeEvents(db, [{ ...output(id), answer: { requestId: id, statusCode: 200, payload: null } }]);
    await markSent(database.db, [id]);
  });
  expect(told).toEqual([{ type: 'command.updated', keys: [id] }]);
});

test('more commands than a notice can name are all told as sent', async () => {
  const queued = Array.from({ length: 150 }, () =>
    insertSentCommand(database.db, clientid, { state: 'queued', sent_at: null, path: '/time' }),
  );
  const ids = await Promise.all(queued);
  const told = (await noticesAfter(() => markSent(database.db, ids))) as { type: string; keys: string[] }[];
  expect(told.map(({ type }) => type)).toEqual(['command.updated', 'command.updated']);
  expect(told.flatMap(({ keys }) => keys).sort()).toEqual(ids.sort());
});
