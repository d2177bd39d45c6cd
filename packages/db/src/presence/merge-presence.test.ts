import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { foldPresence, NEVER_CONNECTED, type PresenceEvent } from '@tpedm/domain';
import { createTestDatabase, registerDevice, type TestDatabase } from '@tpedm/testkit';
import fc from 'fast-check';
import { connectDatabase, type Database } from '../database.ts';
import { mergePresence } from './merge-presence.ts';
import { findPresences } from './read-presence.ts';

let database: TestDatabase;
let hooks: Database;
let worker: Database;
let devices = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  hooks = connectDatabase(database.config('dm_webhook'), { applicationName: 'test' });
  worker = connectDatabase(database.config('dm_worker'), { applicationName: 'test' });
});

afterAll(async () => {
  await hooks.destroy();
  await worker.destroy();
  await database.drop();
});

async function newDevice(): Promise<string> {
  devices += 1;
  return (await registerDevice(database.db, `merged-${devices}`)).clientid;
}

const foldAll = (events: readonly PresenceEvent[]) => events.reduce(foldPresence, NEVER_CONNECTED);
const storedOf = async (clientid: string) => (await findPresences(worker, [clientid]))[0]?.presence;

/** Few sessions and sources, so that every kind of collision comes up; what is told of one session is always the same. */
const eventArbitrary = fc
  .record({
    kind: fc.constantFrom('connected' as const, 'disconnected' as const, 'subscribed' as const),
    source: fc.constantFrom('hook' as const, 'reconcile' as const),
    session: fc.integer({ min: 1, max: 4 }),
    reason: fc.constantFrom('normal', 'takenover', 'discarded'),
    root: fc.constantFrom('tpe' as const, 'tpedm' as const),
  })
  .map(({ kind, source, session, reason, root }) => (clientid: string): PresenceEvent => {
    const connectedAtMs = session * 1_000;
    const common = { clientid, source, eventId: null };
    if (kind === 'subscribed') return { ...common, kind, atMs: connectedAtMs, root };
    if (kind === 'connected') return { ...common, kind, connectedAtMs, atMs: connectedAtMs, peername: '10.0.0.9:1' };
    return { ...common, kind, connectedAtMs, atMs: connectedAtMs + 500, peername: null, reason };
  });

test('stores what the fold of packages/domain says, however events are batched and whoever merges at the same time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(eventArbitrary, { maxLength: 4 }), { maxLength: 6 }), async (batches) => {
      const clientid = await newDevice();
      const events = batches.map((batch) => batch.map((build) => build(clientid)));
      const merges = events.map((batch, index) =>
        mergePresence(index % 2 === 0 ? hooks : worker, [{ clientid, presence: foldAll(batch) }]),
      );
      await Promise.all(merges);
      expect(await storedOf(clientid)).toEqual(foldAll(events.flat()));
    }),
    { numRuns: 60 },
  );
});

test('two merges of the same devices in opposite order do not block each other', async () => {
  const clientids = await Promise.all(Array.from({ length: 20 }, newDevice));
  const candidatesAt = (connectedAtMs: number) =>
    clientids.map((clientid) => ({
      clientid,
      presence: foldAll([
        { kind: 'connected', clientid, source: 'hook', eventId: null, connectedAtMs, atMs: connectedAtMs, peername: null },
      ]),
    }));
  const rounds = Array.from({ length: 20 }, (_, round) => [
    mergePresence(hooks, candidatesAt(round * 2 + 1)),
    mergePresence(worker, candidatesAt(round * 2 + 2).reverse()),
  ]);
  await Promise.all(rounds.flat());
  for (const clientid of clientids) expect((await storedOf(clientid))?.session?.connectedAtMs).toBe(40);
});

test('tells what changed, and passes over what nobody registered', async () => {
  const clientid = await newDevice();
  const online = (name: string) => ({
    clientid: name,
    presence: foldAll([
      { kind: 'connected', clientid: name, source: 'hook', eventId: null, connectedAtMs: 10, atMs: 10, peername: null },
      { kind: 'subscribed', clientid: name, source: 'hook', eventId: null, atMs: 11, root: 'tpedm' },
    ]),
  });
  expect(await mergePresence(hooks, [online(clientid), online('nobody')])).toEqual([
    { clientid, status: 'online', wasStatus: 'never', ready: true, wasReady: false },
  ]);
  expect(await mergePresence(hooks, [online(clientid)])).toEqual([]);
});
