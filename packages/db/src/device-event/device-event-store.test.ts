import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pageQuerySchema } from '@tpedm/domain';
import { createTestDatabase, type TestDatabase } from '@tpedm/testkit';
import { deviceEventPageQuery, insertDeviceChange, listDeviceEvents, MAX_COUNTED_EVENTS } from './device-event-store.ts';

let database: TestDatabase;

/** Three months of events of a hundred devices, one of which is chatty; many share an instant. */
beforeAll(async () => {
  database = await createTestDatabase();
  await database.db.raw(`
    INSERT INTO device_event (event_id, occurred_at, clientid, kind, detail)
      SELECT gen_random_uuid(), now() + (i / 3) * interval '200 seconds', CASE WHEN i % 2 = 0 THEN 'chatty' ELSE 'gw-' || i % 100 END,
             'client.connected', '{}'
      FROM generate_series(1, 30000) AS i`);
  await database.db.raw('VACUUM ANALYZE');
});
afterAll(() => database?.drop());

const page = (clientid: string, given: Record<string, unknown> = {}) =>
  listDeviceEvents(database.db, clientid, pageQuerySchema.parse(given));

test('pages through every event of a device exactly once, newest first, though instants tie', async () => {
  const seen: { eventId: string; at: string }[] = [];
  let cursor: string | null = null;
  do {
    const { items, nextCursor } = await page('gw-7', { limit: 7, ...(cursor && { cursor }) });
    seen.push(...items);
    cursor = nextCursor;
  } while (cursor !== null);
  expect(new Set(seen.map(({ eventId }) => eventId)).size).toBe(300);
  expect(seen).toHaveLength(300);
  const times = seen.map(({ at }) => at);
  expect(times).toEqual(times.toSorted().toReversed());
});

test('counts up to a limit', async () => {
  expect((await page('chatty')).total).toBe(MAX_COUNTED_EVENTS);
  expect((await page('gw-7')).total).toBe(300);
  expect(await page('nobody')).toEqual({ items: [], nextCursor: null, total: 0 });
});

test('notes what a person did', async () => {
  await insertDeviceChange(database.db, 'changed', 'device.disabled', "O'Neill");
  const { items } = await page('changed');
  expect(items).toEqual([
    {
      eventId: expect.any(String),
      kind: 'device.disabled',
      at: expect.any(String),
      summary: "Disabled by O'Neill: it cannot connect",
      detail: { by: "O'Neill" },
    },
  ]);
});

test('reads a page in any month by index', async () => {
  const { nextCursor } = await page('chatty', { limit: 200 });
  for (const cursor of [undefined, nextCursor ?? undefined]) {
    const { sql, bindings } = deviceEventPageQuery('chatty', pageQuerySchema.parse({ cursor }));
    const { rows } = await database.db.raw(`EXPLAIN ${sql}`, [...bindings]);
    const plan = rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n');
    expect(plan).not.toMatch(/Seq Scan on device_event_\d/);
    expect(plan).not.toMatch(/-> {2}Sort|Incremental Sort/);
  }
});
