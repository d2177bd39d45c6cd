import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEVICE_SORTS, type DeviceListQuery, deviceListQuerySchema } from '@tpedm/domain';
import { createTestDatabase, type TestDatabase } from '@tpedm/testkit';
import { connectDatabase, type Database } from '../database.ts';
import { encodeCursor } from '../paging/cursor.ts';
import { countDevices, devicePageQuery, listDevices, MAX_COUNTED_HITS } from './device-list.ts';
import { summarizeDevices } from './device-summary.ts';

const DEVICE_COUNT = 30_000;

let database: TestDatabase;
let db: Database;

/** Of every ten devices six are online, three offline and one never came; many share a name and an instant. */
const SEED_SQL = `
  INSERT INTO mqtt_user (clientid, username, algorithm, password_hash, enabled)
    SELECT 'gw-' || lpad(i::text, 5, '0'), 'u', 'sha256', 'h', i % 100 <> 0 FROM generate_series(1, ${DEVICE_COUNT}) AS i;
  INSERT INTO clientid_profile (clientid, name, tags, model_name, created_at)
    SELECT 'gw-' || lpad(i::text, 5, '0'), 'Site ' || i % 1000, ARRAY['Line-' || i % 50], 'UC-8200',
           timestamptz '2026-01-01 00:00:00Z' + (i / 7) * interval '1 microsecond'
    FROM generate_series(1, ${DEVICE_COUNT}) AS i;
  INSERT INTO device_presence (clientid, status, since, session_connected_at_ms, subscribed_at_ms)
    SELECT 'gw-' || lpad(i::text, 5, '0'),
           CASE WHEN i % 10 < 6 THEN 'online' WHEN i % 10 < 9 THEN 'offline' ELSE 'never' END,
           CASE WHEN i % 10 < 9 THEN timestamptz '2026-02-01 00:00:00.5Z' + (i / 3) * interval '1 microsecond' END, 1, 1
    FROM generate_series(1, ${DEVICE_COUNT}) AS i;
  INSERT INTO mqtt_user (clientid, username, algorithm, password_hash) VALUES ('odd', 'u', 'sha256', 'h');
  INSERT INTO clientid_profile (clientid, name, serial_number) VALUES ('odd', '100% <b>O''Brien_\\\\</b>', 'TAICB1046773');
  INSERT INTO device_presence (clientid) VALUES ('odd')`;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.db.raw(SEED_SQL);
  await database.db.raw('VACUUM ANALYZE'); // what autovacuum does in time: statistics, and no pending entries in the search index
  db = connectDatabase(database.config('dm_web'), { applicationName: 'device-list.test' });
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

const query = (given: Record<string, unknown>): DeviceListQuery => deviceListQuerySchema.parse(given);

async function allClientids(given: Record<string, unknown>): Promise<string[]> {
  const clientids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listDevices(db, query({ limit: 200, ...given, ...(cursor && { cursor }) }));
    clientids.push(...page.items.map((device) => device.clientid));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return clientids;
}

test.each(DEVICE_SORTS)('pages through every device exactly once, sorted by %s, though many rows tie', async (sort) => {
  const clientids = await allClientids({ sort, search: 'line-7' });
  const total = await countDevices(db, { search: 'line-7' });
  expect(total).toBe(DEVICE_COUNT / 50);
  expect(new Set(clientids).size).toBe(total);
  expect(clientids).toHaveLength(total);
});

test('sorts up and down alike, and puts a device that never came before all others', async () => {
  const upward = await allClientids({ sort: 'since', search: 'line-7' });
  expect(await allClientids({ sort: '-since', search: 'line-7' })).toEqual(upward.toReversed());
  const [first] = (await listDevices(db, query({ sort: 'since', limit: 1 }))).items;
  expect(first?.presence.status).toBe('never');
});

test('filters by status together with a search', async () => {
  const online = await listDevices(db, query({ status: 'online', search: 'site 999', limit: 200 }));
  expect(online.items.every((device) => device.presence.status === 'online')).toBe(true);
  expect(await countDevices(db, { status: 'online', search: 'site 999' })).toBe(online.items.length);
});

test.each([
  ['%', ['odd']],
  ['_\\', ['odd']],
  ["o'brien", ['odd']],
  ['<b>', ['odd']],
  ['taicb', ['odd']],
  ['ODD', ['odd']],
  ["'; DROP TABLE mqtt_user; --", []],
  ['?', []],
])('takes %j as text to be found', async (search, expected) => {
  expect(await allClientids({ search })).toEqual(expected);
});

test('counts what a search finds up to a limit', async () => {
  expect(await countDevices(db, { search: 'gw-' })).toBe(MAX_COUNTED_HITS);
  expect(await countDevices(db, { search: 'gw-', status: 'never' })).toBe(DEVICE_COUNT / 10);
});

test('counts devices by presence and by what they may', async () => {
  expect(await summarizeDevices(db)).toEqual({
    total: DEVICE_COUNT + 1,
    online: DEVICE_COUNT * 0.6,
    offline: DEVICE_COUNT * 0.3,
    never: DEVICE_COUNT * 0.1 + 1,
    ready: DEVICE_COUNT * 0.6,
    disabled: DEVICE_COUNT / 100,
  });
});

test.each([
  ['rubbish', 'rubbish'],
  ['of another order', encodeCursor(['-clientid', 'gw-00001', 'gw-00001'])],
  ['with a broken instant', encodeCursor(['since', '2026-02-31T00:00:00', 'gw-00001'])],
  ['with an instant before all', encodeCursor(['since', '0000-01-01T00:00:00', 'gw-00001'])],
  ['with an endless instant', encodeCursor(['since', `2026-02-01T00:00:00.${'1'.repeat(200)}`, 'gw-00001'])],
  ['with a NUL in it', encodeCursor(['since', '2026-02-01T00:00:00', 'gw\0'])],
  ['altered', `${encodeCursor(['since', '-infinity', 'odd'])}x`],
])('refuses a cursor that is %s', async (_what, cursor) => {
  const listed = listDevices(db, query({ sort: 'since', cursor }));
  await expect(listed).rejects.toMatchObject({ code: 'INVALID_CURSOR', details: { field: 'cursor' } });
});

type Plan = { 'Node Type': string; 'Relation Name'?: string; Plans?: Plan[] };

const scannedTables = (plan: Plan): string[] => [
  ...(plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name'] ?? ''] : []),
  ...(plan.Plans ?? []).flatMap(scannedTables),
];

const deep = (sort: string, value: string) => ({ sort, cursor: encodeCursor([sort, value, 'gw-20000']) });

test.each([
  { sort: 'clientid' },
  { sort: '-name' },
  deep('clientid', 'gw-20000'),
  deep('-clientid', 'gw-20000'),
  deep('name', 'Site 500'),
  deep('-since', '2026-02-01T00:00:00.502'),
  deep('createdAt', '2026-01-01T00:00:00.002'),
  { status: 'online', ...deep('clientid', 'gw-20000') },
  { status: 'offline', ...deep('name', 'Site 500') },
  { status: 'never', ...deep('-name', 'Site 500') },
  { search: 'odd', sort: '-name' },
  { search: 'o_brien', status: 'offline', sort: 'since' },
])('reads the page %j without scanning a table', async (given) => {
  const { sql, bindings } = devicePageQuery(query(given));
  const { rows } = await database.db.raw(`EXPLAIN (FORMAT JSON) ${sql}`, [...bindings]);
  expect(scannedTables(rows[0]['QUERY PLAN'][0].Plan)).toEqual([]);
});
