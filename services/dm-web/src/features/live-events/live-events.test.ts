import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { notifyLive } from '@tpedm/db';
import { LIVE_CHANNEL } from '@tpedm/domain';
import { until } from '@tpedm/testkit';
import { type EventReader, openEventReader } from '../../../test/event-reader.ts';
import { createWebHarness, type TestUser, type WebHarness } from '../../../test/web-harness.ts';

let web: WebHarness;
const readers: EventReader[] = [];

beforeAll(async () => {
  web = await createWebHarness();
  for (const clientid of ['gw', 'other']) await web.as('operator')('post', '/devices').send({ clientid });
});
afterAll(() => web?.close());
afterEach(() => {
  for (const reader of readers.splice(0)) reader.close();
});

type ReaderOptions = { query?: string; lastEventId?: string; user?: TestUser };

async function read({ query = '', lastEventId, user = web.users.viewer }: ReaderOptions = {}): Promise<EventReader> {
  const headers = { authorization: `Bearer ${user.token}`, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) };
  const reader = await openEventReader(`${web.url}/api/v1/events${query}`, headers);
  readers.push(reader);
  await until(() => reader.lastEventId() !== '' || reader.status !== 200, { what: 'the stream is open' });
  return reader;
}

const untilTypes = (reader: EventReader, types: string[]) =>
  until(() => types.every((type) => reader.events.some((event) => event.type === type)), { what: `events ${types} have come` });
const eventOf = (reader: EventReader, type: string) => reader.events.find((event) => event.type === type);
const notice = (type: Parameters<typeof notifyLive>[1], keys: string[]) => notifyLive(web.database.db, type, keys);

test('opens a stream that no proxy may hold back', async () => {
  const reader = await read();
  expect(reader.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(reader.headers.get('x-accel-buffering')).toBe('no');
  expect(reader.headers.get('cache-control')).toContain('no-store');
});

test('tells every reader of a device’s life, with the row as it is', async () => {
  const [one, other] = [await read(), await read()];
  await web.as('operator')('post', '/devices').send({ clientid: 'brief', name: '<b>\n\nevent: fake' });
  await web
    .as('operator')('patch', '/devices/brief')
    .send({ tags: ['x'] });
  await until(() => eventOf(one, 'device.updated'), { what: 'the update is told' });
  await notice('device.presence', ['brief']);
  await notice('device.profile', ['brief']);
  await untilTypes(one, ['device.created', 'device.updated', 'device.presence', 'device.profile']);
  const row = (await web.as('viewer')('get', '/devices/brief')).body;
  expect(eventOf(one, 'device.presence')?.data).toEqual({ clientid: 'brief', device: row });
  await web.as('operator')('delete', '/devices/brief');
  await untilTypes(one, ['device.deleted']);
  await untilTypes(other, ['device.deleted']);
  expect(eventOf(one, 'device.deleted')?.data).toEqual({ clientid: 'brief' });
  expect(other.events).toEqual(one.events);
});

test('tells of commands, and leaves long ones to be fetched', async () => {
  const reader = await read();
  const { body } = await web.as('operator')('post', '/devices/gw/commands').send({ method: 'GET', path: '/device/general' });
  await untilTypes(reader, ['command.updated']);
  expect(eventOf(reader, 'command.updated')?.data).toEqual({ id: body.id, clientid: 'gw', command: body });
  const call = { method: 'PUT', path: '/tags/write', body: 'x'.repeat(40_000) };
  const { id } = (await web.as('operator')('post', '/devices/gw/commands').send(call)).body;
  await until(() => reader.events.length === 2, { what: 'the second command is told' });
  expect(reader.events[1]?.data).toEqual({ id, clientid: 'gw' });
});

test('tells of one device only when asked to', async () => {
  const [filtered, all] = [await read({ query: '?clientid=other' }), await read()];
  await notice('device.presence', ['gw']);
  await notice('device.presence', ['other']);
  const isTold = () => all.events.some(({ data }) => data.clientid === 'other');
  await until(isTold, { what: 'both are told to whom asked for all' });
  await untilTypes(filtered, ['device.presence']);
  expect(filtered.events.map(({ data }) => data.clientid)).toEqual(['other']);
  const refused = await read({ query: '?clientid=a%2Fb' });
  expect(refused.status).toBe(400);
});

test('goes on after the last event that a reader saw, in order and without a gap', async () => {
  const first = await read();
  await notice('device.presence', ['gw']);
  await untilTypes(first, ['device.presence']);
  const lastEventId = first.lastEventId();
  first.close();
  const witness = await read();
  for (const clientid of ['gw', 'other', 'gw']) {
    const count = witness.events.length;
    await notice('device.updated', [clientid]);
    await until(() => witness.events.length > count, { what: 'the change is told' });
  }
  const second = await read({ lastEventId });
  await until(() => second.events.length === 3, { what: 'what was missed comes' });
  expect(second.events).toEqual(witness.events);
  expect(second.lastEventId()).toBe(witness.lastEventId());
});

test('resumes from the greeting when nothing had happened before the break', async () => {
  const first = await read();
  const lastEventId = first.lastEventId();
  first.close();
  await notice('device.presence', ['gw']);
  const second = await read({ lastEventId });
  await untilTypes(second, ['device.presence']);
  expect(second.events.map(({ type }) => type)).toEqual(['device.presence']);
});

test.each(['0123456789ab-7', 'rubbish', '-'])(
  'advises to fetch again when it does not know the event %s',
  async (lastEventId) => {
    const reader = await read({ lastEventId });
    await until(() => reader.events.length > 0, { what: 'the advice comes' });
    expect(reader.events).toEqual([{ id: expect.any(String), type: 'reset', data: {} }]);
  },
);

test('advises everybody to fetch again after notices may have been missed', async () => {
  const reader = await read();
  await web.database.db.raw(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name LIKE 'listen %' AND datname = current_database()`,
  );
  await untilTypes(reader, ['reset']);
  await notice('device.presence', ['gw']);
  await untilTypes(reader, ['device.presence']);
});

test('does not mind a notice that it cannot read', async () => {
  const reader = await read();
  for (const payload of ['{', '{"type":"device.presence","keys":"gw"}']) {
    await web.database.db.raw('SELECT pg_notify(?, ?)', [LIVE_CHANNEL, payload]);
  }
  await notice('device.presence', ['gw', 'nobody']);
  await untilTypes(reader, ['device.presence']);
  expect(reader.events.map(({ data }) => data.clientid)).toEqual(['gw']);
});

test('says that everything may have changed when too much does', async () => {
  const reader = await read();
  await notice(
    'device.presence',
    Array.from({ length: 2_000 }, (_, index) => `gw-${index}`),
  );
  const { body } = await web.as('operator')('post', '/devices/gw/commands').send({ method: 'GET', path: '/device/time' });
  await untilTypes(reader, ['reset', 'command.updated']);
  expect(eventOf(reader, 'command.updated')?.data.id).toBe(body.id);
});

test('ends the stream of a person whose account is disabled', async () => {
  const user = await web.addUser('leaver', 'viewer');
  const reader = await read({ user });
  await web.as('administrator')('patch', `/users/${user.id}`).send({ enabled: false });
  await until(() => !reader.isOpen(), { what: 'the stream ends' });
  const again = await read({ user });
  expect(again.status).toBe(401);
});

test('ends all streams when the server stops, and opens no more', async () => {
  const reader = await read();
  web.deps.endOpenAnswers();
  await until(() => !reader.isOpen(), { what: 'the stream ends' });
  expect((await read()).status).toBe(503);
});
