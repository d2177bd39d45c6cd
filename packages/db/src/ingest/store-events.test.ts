import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { foldPresence, NEVER_CONNECTED, type PresenceEvent, type WireAnswer } from '@tpedm/domain';
import { createTestDatabase, insertSentCommand, registerDevice, type TestDatabase } from '@tpedm/testkit';
import fc from 'fast-check';
import { connectDatabase, type Database } from '../database.ts';
import { findPresences } from '../presence/read-presence.ts';
import type { IngestEvent } from './ingest-event.ts';
import { storeEvents } from './store-events.ts';

let database: TestDatabase;
let db: Database;
let devices = 0;
let clientid: string;

beforeAll(async () => {
  database = await createTestDatabase();
  db = connectDatabase(database.config('dm_webhook'), { applicationName: 'store-events.test' });
});
beforeEach(async () => {
  clientid = await newDevice();
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

async function newDevice(): Promise<string> {
  devices += 1;
  return (await registerDevice(database.db, `stored-${devices}`)).clientid;
}

const eventOf = (presence: PresenceEvent): IngestEvent => ({
  eventId: presence.eventId ?? randomUUID(),
  occurredAtMs: presence.atMs,
  clientid: presence.clientid,
  kind: presence.kind,
  detail: { at: presence.atMs },
  presence,
  mayBeResumed: false,
  answer: null,
  excerpt: null,
});
const connected = (of: string, connectedAtMs = 1_000): IngestEvent => {
  const eventId = randomUUID();
  return eventOf({
    clientid: of,
    source: 'hook',
    eventId,
    kind: 'connected',
    connectedAtMs,
    atMs: connectedAtMs,
    peername: null,
  });
};
const subscribed = (of: string, atMs: number): IngestEvent =>
  eventOf({ clientid: of, source: 'hook', eventId: randomUUID(), kind: 'subscribed', atMs, root: 'tpe' });
const output = (of: string, answer: Partial<WireAnswer> | null, excerpt = 'beginning'): IngestEvent => ({
  eventId: randomUUID(),
  occurredAtMs: Date.now(),
  clientid: of,
  kind: 'message.publish',
  detail: { sizeBytes: 9 },
  presence: null,
  mayBeResumed: false,
  answer: answer && { requestId: null, statusCode: 200, payload: null, ...answer },
  excerpt,
});

const insertCommand = (columns: Record<string, unknown> = {}) => insertSentCommand(database.db, clientid, columns);
const commandOf = (id: string) => database.db('dm_command').where({ id }).first();
const eventsOf = (of: string) => database.db('device_event').where({ clientid: of }).orderBy('occurred_at');

describe('the history', () => {
  test('holds each event once, however often it is delivered', async () => {
    const [first, second] = [connected(clientid, 1_000), connected(clientid, 2_000)];
    expect(await storeEvents(db, [first, second, first])).toEqual(['stored', 'stored', 'duplicate']);
    expect(await storeEvents(db, [second])).toEqual(['duplicate']);
    expect(await eventsOf(clientid)).toMatchObject([
      { event_id: first.eventId, kind: 'connected', detail: { at: 1_000 }, occurred_at: new Date(1_000) },
      { event_id: second.eventId },
    ]);
  });

  test('drops events of devices that nobody registered, beside events that are kept', async () => {
    expect(await storeEvents(db, [connected('nobody'), connected(clientid), output('nobody', null)])).toEqual([
      'unknown_device',
      'stored',
      'unknown_device',
    ]);
    expect(await eventsOf('nobody')).toEqual([]);
  });

  test('keeps what PostgreSQL cannot store as a replacement character', async () => {
    const event = output(clientid, { payload: { text: 'a\u0000b\ud800' } }, 'x\u0000y');
    expect(await storeEvents(db, [event])).toEqual(['stored']);
    expect(await eventsOf(clientid)).toMatchObject([{ detail: { excerpt: 'x\ufffdy' } }]);
  });
});

/** Any events of some sessions; what is told of one session is always the same. */
const sessionEvent = fc
  .record({
    kind: fc.constantFrom('connected' as const, 'disconnected' as const, 'subscribed' as const),
    session: fc.integer({ min: 1, max: 5 }),
    device: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ kind, session, device }) => ({
    device,
    build: (of: string): PresenceEvent => {
      const connectedAtMs = session * 1_000;
      const common = { clientid: of, source: 'hook', eventId: null } as const;
      if (kind === 'subscribed') return { ...common, kind, atMs: connectedAtMs + 10, root: session % 2 ? 'tpe' : 'tpedm' };
      if (kind === 'connected') return { ...common, kind, connectedAtMs, atMs: connectedAtMs, peername: '10.0.0.9:1' };
      const reason = session % 2 ? 'tcp_closed' : 'takenover';
      return { ...common, kind, connectedAtMs, atMs: connectedAtMs + 500, peername: null, reason };
    },
  }));

test('presence is what the fold of the domain says, for any events in any batches, stored at the same time', async () => {
  const batches = fc.array(fc.array(sessionEvent, { maxLength: 8 }), { maxLength: 6 });
  const property = fc.asyncProperty(batches, async (drawn) => {
    const clientids = await Promise.all([newDevice(), newDevice(), newDevice()]);
    const told = drawn.map((batch) => batch.map(({ device, build }) => build(clientids[device] ?? '')));
    await Promise.all(told.filter((batch) => batch.length > 0).map((batch) => storeEvents(db, batch.map(eventOf))));
    for (const { clientid: of, presence } of await findPresences(database.db, clientids)) {
      const own = told.flat().filter((event) => event.clientid === of);
      expect(presence).toEqual(own.reduce(foldPresence, NEVER_CONNECTED));
    }
  });
  await fc.assert(property, { numRuns: 40 });
});

describe('an answer', () => {
  test('and the other events of its batch each have their own outcome', async () => {
    const id = await insertCommand();
    const [answer, report] = [output(clientid, { requestId: id }), connected(clientid)];
    const batch = [report, answer, connected('nobody'), answer, output('nobody', { requestId: id }), report];
    const outcomes = ['stored', 'stored', 'unknown_device', 'duplicate', 'unknown_device', 'duplicate'];
    expect(await storeEvents(db, batch)).toEqual(outcomes);
    expect(await commandOf(id)).toMatchObject({ state: 'succeeded' });
    expect(await eventsOf(clientid)).toHaveLength(2);
  });

  test('ends its command, and the history names the command instead of an excerpt', async () => {
    const id = await insertCommand({ claimed_until: database.db.fn.now() });
    await storeEvents(db, [output(clientid, { requestId: id, payload: { data: [1] } })]);
    expect(await commandOf(id)).toMatchObject({
      state: 'succeeded',
      status_code: 200,
      response: { data: [1] },
      error: null,
      finished_at: expect.any(Date),
      claimed_until: null,
      late_response: null,
    });
    expect(await eventsOf(clientid)).toMatchObject([{ detail: { sizeBytes: 9, commandId: id } }]);
    expect((await eventsOf(clientid))[0].detail).not.toHaveProperty('excerpt');
  });

  test('with an error status fails it and says why', async () => {
    const id = await insertCommand();
    await storeEvents(db, [
      output(clientid, { requestId: id, statusCode: 404, payload: { error: { message: 'page not found' } } }),
    ]);
    expect(await commandOf(id)).toMatchObject({
      state: 'failed',
      status_code: 404,
      error: 'The gateway answered 404: page not found',
    });
  });

  test('ends a command whose sender has not noted yet that it was published', async () => {
    const id = await insertCommand({ state: 'queued', sent_at: null });
    await storeEvents(db, [output(clientid, { requestId: id })]);
    expect(await commandOf(id)).toMatchObject({ state: 'succeeded', sent_at: expect.any(Date) });
  });

  test('cannot be true for a command that was never published', async () => {
    const id = await insertCommand({ state: 'queued', sent_at: null, attempts: 0 });
    await storeEvents(db, [output(clientid, { requestId: id })]);
    expect(await commandOf(id)).toMatchObject({ state: 'queued', response: null });
  });

  test('of another device touches nothing', async () => {
    const id = await insertCommand();
    const stranger = await newDevice();
    await storeEvents(db, [output(stranger, { requestId: id })]);
    expect(await commandOf(id)).toMatchObject({ state: 'sent' });
    expect(await eventsOf(stranger)).toMatchObject([{ detail: { excerpt: 'beginning' } }]);
  });

  test.each(['expired', 'canceled'])('after its command is %s is kept as late, the first one', async (state) => {
    const id = await insertCommand({ state, finished_at: database.db.fn.now() });
    await storeEvents(db, [output(clientid, { requestId: id, payload: 'first' })]);
    await storeEvents(db, [output(clientid, { requestId: id, payload: 'second' })]);
    expect(await commandOf(id)).toMatchObject({ state, response: null, late_response: { statusCode: 200, payload: 'first' } });
  });

  test('that comes a second time changes nothing, in the same batch or later', async () => {
    const id = await insertCommand();
    const [first, second, third] = ['first', 'second', 'third'].map((payload) => output(clientid, { requestId: id, payload }));
    await storeEvents(db, [first!, second!]);
    await storeEvents(db, [third!]);
    expect(await commandOf(id)).toMatchObject({ state: 'succeeded', response: 'first', late_response: null });
    expect(await eventsOf(clientid)).toHaveLength(3);
  });

  test.each([null, '99999999999999999999', '9223372036854775808', '0'])('with the id %j is only an event', async (requestId) => {
    expect(await storeEvents(db, [output(clientid, { requestId })])).toEqual(['stored']);
    expect(await eventsOf(clientid)).toMatchObject([{ detail: { excerpt: 'beginning' } }]);
  });
});

describe('a refusal without an id', () => {
  const refusal = () => output(clientid, { requestId: '-1', statusCode: 400, payload: { message: 'request time invalid' } });
  const minutesAgo = (minutes: number) => database.db.raw(`now() - interval '${minutes} minutes'`);

  test("fails the only command that can be meant and points to the gateway's clock", async () => {
    const id = await insertCommand();
    const queued = await insertCommand({ state: 'queued', attempts: 0, sent_at: null });
    await storeEvents(db, [refusal()]);
    expect(await commandOf(id)).toMatchObject({
      state: 'failed',
      status_code: 400,
      error: expect.stringMatching(/request time invalid.*clock/),
    });
    expect(await commandOf(queued)).toMatchObject({ state: 'queued' });
  });

  test('fails a command that is being published at this moment', async () => {
    const claimed_until = database.db.raw("now() + interval '1 minute'");
    const id = await insertCommand({ state: 'queued', sent_at: null, claimed_until });
    await storeEvents(db, [refusal()]);
    expect(await commandOf(id)).toMatchObject({ state: 'failed' });
  });

  test('finds the one that is left when the answer to the other is in the same batch', async () => {
    const [answered, refused] = [await insertCommand(), await insertCommand()];
    await storeEvents(db, [refusal(), output(clientid, { requestId: answered })]);
    expect(await commandOf(answered)).toMatchObject({ state: 'succeeded' });
    expect(await commandOf(refused)).toMatchObject({ state: 'failed' });
  });

  test('is only an event when two commands can be meant', async () => {
    const ids = [await insertCommand(), await insertCommand()];
    await storeEvents(db, [refusal(), refusal()]);
    for (const id of ids) expect(await commandOf(id)).toMatchObject({ state: 'sent' });
  });

  test('is only an event when it may mean a command that has just expired, but not one that expired long ago', async () => {
    const id = await insertCommand();
    const expired = await insertCommand({ state: 'expired', finished_at: minutesAgo(1) });
    await storeEvents(db, [refusal()]);
    expect(await commandOf(id)).toMatchObject({ state: 'sent' });
    await database
      .db('dm_command')
      .where({ id: expired })
      .update({ finished_at: minutesAgo(10) });
    await storeEvents(db, [refusal()]);
    expect(await commandOf(id)).toMatchObject({ state: 'failed' });
    expect(await commandOf(expired)).toMatchObject({ state: 'expired' });
  });

  test('does not hit a command that was sent after it, nor count when it is delivered again', async () => {
    const [first, second] = [refusal(), { ...refusal(), occurredAtMs: Date.now() - 60_000 }];
    const meant = await insertCommand();
    await storeEvents(db, [first]);
    expect(await commandOf(meant)).toMatchObject({ state: 'failed' });
    const later = await insertCommand();
    expect(await storeEvents(db, [first, second])).toEqual(['duplicate', 'stored']);
    expect(await commandOf(later)).toMatchObject({ state: 'sent' });
  });
});

describe('a profile', () => {
  const general = {
    modelName: 'UC-8112A',
    serialNumber: 'TBZAB1000001',
    hostName: 'pump',
    thingsproVersion: '2.2.1',
    extra: [1],
  };
  const profileOf = () => database.db('clientid_profile').where({ clientid }).first();

  test.each(['/device/general', '/device/general?x=1'])('is kept from the answer to GET %s', async (path) => {
    const id = await insertCommand({ path });
    await storeEvents(db, [output(clientid, { requestId: id, payload: { data: general } })]);
    expect(await profileOf()).toMatchObject({
      model_name: 'UC-8112A',
      serial_number: 'TBZAB1000001',
      host_name: 'pump',
      thingspro_version: '2.2.1',
      bios_version: null,
      profile_updated_at: expect.any(Date),
    });
    expect(await database.db('device_report').where({ clientid }).first()).toMatchObject({ general: { data: general } });
  });

  test('of two answers in a batch the newer command gives the profile', async () => {
    const [older, newer] = [await insertCommand({ path: '/device/general' }), await insertCommand({ path: '/device/general' })];
    await storeEvents(db, [
      output(clientid, { requestId: newer, payload: { hostName: 'new' } }),
      output(clientid, { requestId: older, payload: { hostName: 'old' } }),
    ]);
    expect(await profileOf()).toMatchObject({ host_name: 'new' });
  });

  test.each([
    ['GET', '/device/general/x', 200],
    ['PATCH', '/device/general', 200],
    ['GET', '/device/general', 500],
  ])('is not taken from %s %s answered %i', async (method, path, statusCode) => {
    const id = await insertCommand({ method, path });
    await storeEvents(db, [output(clientid, { requestId: id, statusCode, payload: { data: general } })]);
    expect(await profileOf()).toMatchObject({ model_name: null, profile_updated_at: null });
  });
});

test('subscriptions make a device ready and say so to the workers', async () => {
  await storeEvents(db, [connected(clientid, 1_000), subscribed(clientid, 1_001)]);
  const row = await database.db('device_presence').where({ clientid }).first();
  expect(row).toMatchObject({ status: 'online', ready: true, input_root: 'tpe' });
});
