import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestDatabase, insertCommand as insertTestCommand, registerDevice, type TestDatabase } from '@tpedm/testkit';
import { connectDatabase, type Database } from '../database.ts';
import { claimCommands } from './claim-commands.ts';
import { expireCommands } from './expire-commands.ts';
import { findWaiting } from './find-waiting.ts';
import { requestProfiles } from './request-profiles.ts';
import { clearSubscriptions, markDeliveryUnknown, markRefused, markSent, releaseClaims } from './settle-claims.ts';

const LEASE_MS = 60_000;
const EVER_MS = 1e9;

let database: TestDatabase;
let db: Database;
let other: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = connectDatabase(database.config('dm_worker'), { applicationName: 'test' });
  other = connectDatabase(database.config('dm_worker'), { applicationName: 'test' });
});

beforeEach(async () => {
  await registerDevice(database.db, 'a');
  await registerDevice(database.db, 'b');
  await setReady('a');
});

afterEach(() => database.db('mqtt_user').delete());

afterAll(async () => {
  await db.destroy();
  await other.destroy();
  await database.drop();
});

async function setReady(clientid: string): Promise<void> {
  const presence = {
    status: 'online',
    session_connected_at_ms: 1_000,
    session_rank: 1,
    subscribed_at_ms: 1_001,
    input_root: 'tpe',
  };
  await database
    .db('device_presence')
    .where({ clientid })
    .update({ ...presence, since: database.db.fn.now() });
}

const insertCommand = ({ clientid = 'a', ...columns }: { clientid?: string; [column: string]: unknown } = {}) =>
  insertTestCommand(database.db, clientid, columns);

const read = (id: string) => database.db('dm_command').where({ id }).first();
const claim = (on = db, limit = 100) => claimCommands(on, { limit, leaseMs: LEASE_MS, afterId: '0' });
const idsOf = (commands: { id: string }[]) => commands.map(({ id }) => id);
const lapse = () => database.db('dm_command').update({ claimed_until: database.db.raw("now() - interval '1 second'") });
const overdue = () => database.db('dm_command').update({ expires_at: database.db.raw("now() - interval '1 second'") });

describe('claiming', () => {
  test('gives a command with all that sending it needs, once', async () => {
    const id = await insertCommand({ method: 'PUT', body: JSON.stringify({ enable: true }) });
    expect(await claim()).toEqual([
      {
        id,
        clientid: 'a',
        method: 'PUT',
        path: '/apps',
        body: { enable: true },
        expiresAt: expect.any(Date),
        attempts: 1,
        inputRoot: 'tpe',
        session: { connectedAtMs: 1_000, subscribedAtMs: 1_001 },
      },
    ]);
    expect(await claim(other)).toEqual([]);
  });

  test('leaves alone what is not ready, disabled, overdue or ended', async () => {
    await insertCommand({ clientid: 'b' });
    await insertCommand({ expires_at: new Date(0) });
    await insertCommand({ state: 'canceled', finished_at: new Date() });
    expect(await claim()).toEqual([]);
    await insertCommand();
    await database.db('mqtt_user').where({ clientid: 'a' }).update({ enabled: false });
    expect(await claim()).toEqual([]);
  });

  test('holds later commands of a device back until the earlier ones are settled', async () => {
    const first = await insertCommand();
    const second = await insertCommand();
    expect(idsOf(await claim(db, 1))).toEqual([first]);
    expect(await claim(other)).toEqual([]);
    await markSent(db, [first]);
    expect(idsOf(await claim(other))).toEqual([second]);
  });

  test('notes in passing what its worker has sent, which lets the next command of that device go', async () => {
    const [first, second] = [await insertCommand(), await insertCommand()];
    await claim(db, 1);
    const claimed = await claimCommands(db, { limit: 1, leaseMs: LEASE_MS, sentIds: [first], afterId: '0' });
    expect(idsOf(claimed)).toEqual([second]);
    expect(await read(first)).toMatchObject({ state: 'sent', sent_at: expect.any(Date), claimed_until: null });
  });

  test('of many claims at once, each command goes to one, and each device to one at a time', async () => {
    await setReady('b');
    for (let count = 0; count < 40; count += 1) await insertCommand({ clientid: count % 2 === 0 ? 'a' : 'b' });
    const claims = await Promise.all(Array.from({ length: 8 }, (_, index) => claim(index % 2 === 0 ? db : other, 5)));
    const claimed = claims.flat();
    expect(new Set(idsOf(claimed)).size).toBe(claimed.length);
    const holders = claims.map((commands) => new Set(commands.map(({ clientid }) => clientid)));
    for (const clientid of ['a', 'b']) expect(holders.filter((held) => held.has(clientid))).toHaveLength(1);
  });

  test('the latest alone can be looked at, but never past an earlier one of the same device', async () => {
    await setReady('b');
    const earlier = await insertCommand();
    await insertCommand();
    const ofAnother = await insertCommand({ clientid: 'b' });
    expect(await findWaiting(db)).toBe(String(Number(earlier) - 1));
    expect(idsOf(await claimCommands(db, { limit: 10, leaseMs: LEASE_MS, afterId: earlier }))).toEqual([ofAnother]);
    expect(await claim()).toHaveLength(2);
    expect(await findWaiting(db)).toBeNull();
  });

  test('gives a command again when its lease has lapsed, and tells that it is not the first time', async () => {
    const id = await insertCommand();
    await claim();
    await lapse();
    expect(await claim(other)).toMatchObject([{ id, attempts: 2 }]);
  });
});

describe('settling', () => {
  test('a release without a trace counts as if nothing had been tried', async () => {
    const id = await insertCommand();
    await claim();
    await releaseClaims(db, [id], 'never');
    expect(await claim()).toMatchObject([{ id, attempts: 1 }]);
    await releaseClaims(db, [id], 'perhaps');
    expect(await claim()).toMatchObject([{ id, attempts: 2 }]);
  });

  test.each([
    ['succeeded', { status_code: 200 }],
    ['canceled', {}],
    ['expired', { error: 'too late' }],
  ])('a command that is %s already stays so', async (state, extra) => {
    const id = await insertCommand();
    await claim();
    await database
      .db('dm_command')
      .where({ id })
      .update({ state, finished_at: new Date(), ...extra });
    await markSent(db, [id]);
    await markDeliveryUnknown(db, [id]);
    await markRefused(db, [id], 'refused');
    await releaseClaims(db, [id], 'never');
    expect(await read(id)).toMatchObject({ state, error: null, ...extra, sent_at: expect.any(Date), attempts: 1 });
  });

  test('a subscription that has been renewed since the claim stays', async () => {
    await insertCommand();
    const claimed = await claim();
    await database.db('device_presence').where({ clientid: 'a' }).update({ subscribed_at_ms: 2_000 });
    await clearSubscriptions(db, claimed);
    expect(await database.db('device_presence').where({ clientid: 'a' }).first()).toMatchObject({ ready: true });
  });

  test('a subscription that is not there makes the device wait', async () => {
    await insertCommand();
    await clearSubscriptions(db, await claim());
    expect(await database.db('device_presence').where({ clientid: 'a' }).first()).toMatchObject({
      ready: false,
      status: 'online',
    });
  });
});

describe('expiring', () => {
  const expireOne = async (id: string) => {
    await overdue();
    expect(await expireCommands(db, 10)).toBe(1);
    return read(id);
  };

  test('says that an answer is missing when it was sent', async () => {
    const id = await insertCommand();
    await claim();
    await markSent(db, [id]);
    expect(await expireOne(id)).toMatchObject({
      state: 'expired',
      finished_at: expect.any(Date),
      error: 'Sent to the gateway, but no answer came in time',
    });
  });

  test('says that nobody knows when its sender vanished', async () => {
    const id = await insertCommand();
    await claim();
    expect(await expireOne(id)).toMatchObject({ error: expect.stringContaining('may have reached') });
  });

  test('says why it was never sent', async () => {
    expect(await expireOne(await insertCommand({ clientid: 'b' }))).toMatchObject({
      error: expect.stringContaining('not connected'),
    });
    expect(await expireOne(await insertCommand())).toMatchObject({ error: expect.stringContaining('broker') });
    await database.db('device_presence').where({ clientid: 'a' }).update({ subscribed_at_ms: null });
    expect(await expireOne(await insertCommand())).toMatchObject({ error: expect.stringContaining('not subscribed') });
    await database.db('mqtt_user').update({ enabled: false });
    expect(await expireOne(await insertCommand())).toMatchObject({ error: expect.stringContaining('disabled') });
  });

  test('leaves commands alone that still have time, and those that ended', async () => {
    const waiting = await insertCommand();
    const ended = await insertCommand({ state: 'succeeded', finished_at: new Date(), expires_at: new Date(0) });
    expect(await expireCommands(db, 10)).toBe(0);
    expect([await read(waiting), await read(ended)]).toMatchObject([{ state: 'queued' }, { state: 'succeeded' }]);
  });
});

describe('profiles', () => {
  const request = (on = db) => requestProfiles(on, { onlineForLessThanMs: EVER_MS, limit: 100 });

  test('however many workers look, a ready device is asked once, and again when it subscribes anew', async () => {
    const counts = await Promise.all([request(), request(other), request(), request(other)]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(1);
    await database.db('dm_command').update({ state: 'expired', finished_at: new Date() });
    expect(await request()).toBe(0);
    await database.db('device_presence').where({ clientid: 'a' }).update({ subscribed_at_ms: 3_000 });
    expect(await request()).toBe(1);
    expect(await claim()).toMatchObject([{ clientid: 'a', method: 'GET', path: '/device/general' }]);
  });

  test('not while its profile is younger than its subscription', async () => {
    await database
      .db('clientid_profile')
      .where({ clientid: 'a' })
      .update({ profile_updated_at: new Date(5_000) });
    expect(await request()).toBe(0);
  });

  test('not when it is not ready or not enabled', async () => {
    await database.db('mqtt_user').where({ clientid: 'a' }).update({ enabled: false });
    expect(await request()).toBe(0);
  });
});
