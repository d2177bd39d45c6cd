import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { foldPresence, NEVER_CONNECTED, type PresenceEvent } from '@tpedm/domain';
import { type HookEvent, hookEventSchema } from '@tpedm/emqx-client';
import { createTestDatabase, type HookService, registerDevice, startHookService, type TestDatabase } from '@tpedm/testkit';
import { eventFixtures } from './support/fixtures.ts';

let database: TestDatabase;
let hook: HookService;

const recordings = [...eventFixtures()].flatMap(([name, { requests }]) =>
  requests.map(({ headers, body }, index) => ({ name: `${name} ${index}`, headers: Object.fromEntries(headers), body })),
);
const events = recordings.map(({ body }) => hookEventSchema.parse(JSON.parse(body)));

beforeAll(async () => {
  database = await createTestDatabase();
  for (const clientid of ['dev1', 'dev2', 'dev3']) await registerDevice(database.db, clientid);
  hook = await startHookService(database.config('dm_webhook'));
});
afterAll(async () => {
  await hook?.end();
  await database?.drop();
});

/** The recorded request as EMQX sent it, but for the token and what belongs to its connection. */
const replay = ({ headers, body }: (typeof recordings)[number]) => {
  const { authorization: _a, host: _h, 'content-length': _l, ...own } = headers;
  return hook.post(body, own);
};

/** What a recorded event says of presence, read from its fields without our own reader. */
function presenceOf(event: HookEvent): PresenceEvent | null {
  const common = { clientid: event.clientid, source: 'hook', eventId: event.event_id.toLowerCase() } as const;
  if (event.event === 'message.publish') return null;
  if (event.event === 'session.subscribed') return { ...common, kind: 'subscribed', atMs: event.timestamp, root: 'tpe' };
  const session = { connectedAtMs: event.connected_at, peername: event.peername };
  if (event.event === 'client.connected') return { ...common, ...session, kind: 'connected', atMs: event.connected_at };
  return { ...common, ...session, kind: 'disconnected', atMs: event.disconnected_at, reason: event.reason };
}

test.each(recordings)('takes what EMQX posted: $name', async (recording) => {
  expect(await replay(recording)).toBe(204);
});

test('has stored each of them once, but for outputs that the REST API published under a foreign name', async () => {
  await Promise.all(recordings.map(replay));
  const rows = await database.db('device_event').select('event_id', 'kind', 'clientid');
  const kept = events.filter((event) => event.clientid !== 'http_api');
  const named = kept.map((event) => `${event.event_id.replaceAll('-', '').toLowerCase()} ${event.event} ${event.clientid}`);
  expect(rows.map((row) => `${row.event_id.replaceAll('-', '')} ${row.kind} ${row.clientid}`).sort()).toEqual(named.sort());
  expect(kept).toHaveLength(events.length - 2);
  expect(await hook.metric('tpedm_hook_events_total{kind="message.publish",outcome="foreign"')).toBe(4);
});

test.each(['dev1', 'dev2', 'dev3'])('presence of %s is the fold of all that was recorded of it', async (clientid) => {
  const own = events.flatMap((event) => (event.clientid === clientid ? (presenceOf(event) ?? []) : []));
  const { session, status, reason, sinceMs } = own.reduce(foldPresence, NEVER_CONNECTED);
  const row = await database.db('device_presence').where({ clientid }).first();
  expect({ ...row, session_connected_at_ms: Number(row.session_connected_at_ms), since: row.since.getTime() }).toMatchObject({
    status,
    reason,
    session_connected_at_ms: session?.connectedAtMs,
    since: sinceMs,
  });
});

test('outputs keep their size and a readable beginning, whatever their bytes', async () => {
  const outputs = events.filter((event) => event.event === 'message.publish' && event.clientid !== 'http_api');
  for (const event of outputs as Extract<HookEvent, { event: 'message.publish' }>[]) {
    const payload = Buffer.from(event.payload_base64, 'base64');
    const row = await database
      .db('device_event')
      .whereRaw('replace(event_id::text, ?, ?) = ?', ['-', '', event.id.toLowerCase()])
      .first();
    const excerpt = payload.subarray(0, 300).toString('utf8').replaceAll('\u0000', '\ufffd');
    expect(row.detail).toEqual({ topic: event.topic, sizeBytes: payload.length, excerpt });
  }
});
