import { afterEach, expect, test } from '@jest/globals';
import { connectDatabase, type Database, findPresences } from '@tpedm/db';
import { foldPresence, NEVER_CONNECTED, type PresenceEvent } from '@tpedm/domain';
import {
  brokerEvents,
  createTestDatabase,
  type HookService,
  registerDevice,
  startHookService,
  startPreparedPostgres,
  until,
} from '@tpedm/testkit';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const CLIENTIDS = Array.from({ length: 20 }, (_, index) => `gw-${index}`);
const SESSIONS = 6;
/** Several services and a database start one after the other here. */
const LIMIT_MS = 120_000;

type Told = { body: { event_id: string; clientid: string }; presence: PresenceEvent | null };

/** Some sessions of some devices: connect, subscribe, two outputs, and an end to all but the last of every other device. */
function tell(): Told[] {
  const told: Told[] = [];
  for (const [index, clientid] of CLIENTIDS.entries()) {
    for (let session = 0; session < SESSIONS; session += 1) {
      const atMs = 1_790_000_000_000 + session * 10_000 + index;
      const common = { clientid, source: 'hook', eventId: null } as const;
      const bounds = { connectedAtMs: atMs, peername: null };
      const isLeft = index % 2 === 0 && session === SESSIONS - 1;
      told.push(
        { body: brokerEvents.connected(clientid, atMs), presence: { ...common, ...bounds, kind: 'connected', atMs } },
        {
          body: brokerEvents.subscribed(clientid, atMs + 5),
          presence: { ...common, kind: 'subscribed', atMs: atMs + 5, root: 'tpe' },
        },
        { body: brokerEvents.output(clientid, { flow: session }), presence: null },
        { body: brokerEvents.output(clientid, Buffer.alloc(100, session)), presence: null },
      );
      if (isLeft) continue;
      const end = { ...common, ...bounds, kind: 'disconnected', atMs: atMs + 900, reason: 'tcp_closed' } as const;
      told.push({ body: brokerEvents.disconnected(clientid, atMs, atMs + 900), presence: end });
    }
  }
  return told;
}

/**
 * Delivers every event as EMQX does: several at once, again after a 503 or a broken connection, never again after a 204.
 * `choose` picks the replica for each attempt. Any other answer loses the event, as it would with EMQX.
 */
async function deliver(told: readonly Told[], choose: () => HookService): Promise<{ retries: number; lost: number[] }> {
  const queue = [...told];
  const outcome = { retries: 0, lost: [] as number[] };
  const sender = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { body } = next;
      const attempt = async (): Promise<boolean> => {
        const status = await choose()
          .post(body)
          .catch(() => 503);
        if (status === 503) outcome.retries += 1;
        else if (status !== 204) outcome.lost.push(status);
        return status !== 503;
      };
      await until(attempt, { what: 'the event is taken', timeoutMs: 60_000 });
    }
  };
  await Promise.all(Array.from({ length: 24 }, sender));
  return outcome;
}

async function expectAllStored(db: Database, told: readonly Told[]): Promise<void> {
  const rows = await db('device_event').pluck<string[]>('event_id');
  const plain = (eventId: string) => eventId.replaceAll('-', '').toLowerCase();
  expect(rows.map(plain).sort()).toEqual(told.map(({ body }) => plain(body.event_id)).sort());
  const presences = await findPresences(db, CLIENTIDS);
  expect(presences).toHaveLength(CLIENTIDS.length);
  for (const { clientid, presence } of presences) {
    const own = told.flatMap(({ presence: event }) => (event?.clientid === clientid ? [event] : []));
    const { session, status, sinceMs, reason, subscribed } = own.reduce(foldPresence, NEVER_CONNECTED);
    expect(presence).toMatchObject({ session, status, sinceMs, reason, subscribed });
  }
}

async function preparedDatabase(): Promise<{ db: Database; start: () => Promise<HookService> }> {
  const database = await createTestDatabase();
  cleanups.push(database.drop);
  for (const clientid of CLIENTIDS) await registerDevice(database.db, clientid);
  const start = async (): Promise<HookService> => {
    const hook = await startHookService(database.config('dm_webhook'));
    cleanups.push(() => hook.end('SIGKILL'));
    return hook;
  };
  return { db: database.db, start };
}

const stored = async (db: Database): Promise<number> => Number((await db('device_event').count())[0]?.count);

test(
  'killed under load and started again, it has every event once and presence right',
  async () => {
    const { db, start } = await preparedDatabase();
    let hook = await start();
    const told = tell();
    const delivered = deliver(told, () => hook);
    for (const share of [0.2, 0.5]) {
      await until(async () => (await stored(db)) > told.length * share, {
        what: 'some of the load is stored',
        timeoutMs: 30_000,
      });
      await hook.end('SIGKILL');
      hook = await start();
    }
    expect((await delivered).lost).toEqual([]);
    await expectAllStored(db, told);
  },
  LIMIT_MS,
);

test(
  'two replicas share the load, with every event delivered to both, and store each once',
  async () => {
    const { db, start } = await preparedDatabase();
    const replicas = [await start(), await start()];
    const told = tell();
    let attempts = 0;
    const alternate = (): HookService => {
      attempts += 1;
      return replicas[attempts % replicas.length] as HookService;
    };
    const outcomes = await Promise.all([deliver(told, alternate), deliver(told.toReversed(), alternate)]);
    expect(outcomes).toEqual([
      { retries: 0, lost: [] },
      { retries: 0, lost: [] },
    ]);
    await expectAllStored(db, told);
  },
  LIMIT_MS,
);

test(
  'while PostgreSQL is away it answers 503, and goes on when it is back',
  async () => {
    const postgres = await startPreparedPostgres();
    cleanups.push(postgres.remove);
    const db = connectDatabase(postgres.config('admin'), { applicationName: 'test' });
    cleanups.push(() => db.destroy());
    for (const clientid of CLIENTIDS) await registerDevice(db, clientid);
    const hook = await startHookService(postgres.config('dm_webhook'), { LOG_LEVEL: 'error' });
    cleanups.push(() => hook.end('SIGKILL'));
    const told = tell();
    const delivered = deliver(told, () => hook);
    await until(async () => (await stored(db)) > told.length * 0.2, { what: 'some of the load is stored', timeoutMs: 30_000 });
    await postgres.kill();
    await until(() => hook.post(brokerEvents.connected('gw-0')).then((status) => status === 503), { what: 'it answers 503' });
    expect((await fetch(`http://127.0.0.1:${hook.port}/health/ready`)).status).toBe(503);
    await postgres.start();
    const { lost, retries } = await delivered;
    expect(lost).toEqual([]);
    expect(retries).toBeGreaterThan(0);
    await expectAllStored(db, told);
  },
  LIMIT_MS,
);
