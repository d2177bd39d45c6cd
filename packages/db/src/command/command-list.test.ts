import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { commandListQuerySchema } from '@tpedm/domain';
import { createTestDatabase, type TestDatabase } from '@tpedm/testkit';
import { encodeCursor } from '../paging/cursor.ts';
import { commandPageQuery, listCommands, MAX_COUNTED_COMMANDS } from './command-list.ts';

const COMMAND_COUNT = 30_000;
let database: TestDatabase;

/** A hundred devices; of every hundred commands one failed and one is queued. */
beforeAll(async () => {
  database = await createTestDatabase();
  await database.db.raw(`
    INSERT INTO mqtt_user (clientid, username, algorithm, password_hash)
      SELECT 'gw-' || i, 'u', 'sha256', 'h' FROM generate_series(0, 99) AS i;
    INSERT INTO clientid_profile (clientid) SELECT clientid FROM mqtt_user;
    INSERT INTO dm_command (clientid, method, path, state, finished_at, expires_at, requested_by, requester_id)
      SELECT 'gw-' || i % 100, 'GET', '/x', CASE i / 100 % 100 WHEN 0 THEN 'failed' WHEN 1 THEN 'queued' ELSE 'succeeded' END,
             CASE WHEN i / 100 % 100 <> 1 THEN now() END, now(), 'ann', 'user:1'
      FROM generate_series(1, ${COMMAND_COUNT}) AS i`);
  await database.db.raw('VACUUM ANALYZE');
});
afterAll(() => database?.drop());

const query = (given: Record<string, unknown>) => commandListQuerySchema.parse(given);
const middle = encodeCursor([String(COMMAND_COUNT / 2)]);

test('counts up to a limit, however many there are', async () => {
  expect((await listCommands(database.db, query({ limit: 1 }))).total).toBe(MAX_COUNTED_COMMANDS);
  expect((await listCommands(database.db, query({ limit: 1, clientid: 'gw-7' }))).total).toBe(COMMAND_COUNT / 100);
});

test.each([
  {},
  { cursor: middle },
  { clientid: 'gw-7', cursor: middle },
  { state: 'failed' },
  { state: 'succeeded', cursor: middle },
  { clientid: 'gw-7', state: 'queued' },
])('reads the page %j without scanning the table', async (given) => {
  const { sql, bindings } = commandPageQuery(query(given));
  const { rows } = await database.db.raw(`EXPLAIN ${sql}`, [...bindings]);
  expect(rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n')).not.toMatch(/Seq Scan/);
});
