import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { auditListQuerySchema } from '@tpedm/domain';
import { createTestDatabase, type TestDatabase } from '@tpedm/testkit';
import { encodeCursor } from '../paging/cursor.ts';
import { auditPageQuery, listAudit, MAX_COUNTED_AUDIT_ENTRIES } from './list-audit.ts';

const ENTRY_COUNT = 100_000;
const FIRST_DAY = '2026-01-01T00:00:00Z';
let database: TestDatabase;

/** A year, a line each five minutes, three to an instant: mostly commands that two people send to a hundred devices. */
beforeAll(async () => {
  database = await createTestDatabase();
  await database.db.raw(`
    INSERT INTO audit_log (at, actor, actor_id, action, target)
      SELECT timestamptz '${FIRST_DAY}' + (i / 3) * interval '15 minutes',
             CASE WHEN i % 5000 = 0 THEN 'seldom' WHEN i % 2 = 0 THEN 'ann' ELSE 'bob' END, 'user:1',
             CASE WHEN i % 10000 = 0 THEN 'user.delete' ELSE 'command.send' END, 'gw-' || i % 100
      FROM generate_series(0, ${ENTRY_COUNT - 1}) AS i`);
  await database.db.raw('VACUUM ANALYZE audit_log');
});
afterAll(() => database?.drop());

const query = (given: Record<string, unknown>) => auditListQuerySchema.parse(given);
const list = (given: Record<string, unknown>) => listAudit(database.db, query(given));

test('pages through a filtered period exactly once, newest first, though instants tie', async () => {
  const filter = { actor: 'ann', from: '2026-02-01T00:00:00Z', to: '2026-02-03T00:00:00Z', limit: 50 };
  const seen: { id: string; at: string }[] = [];
  let cursor: string | null = null;
  do {
    const { items, nextCursor } = await list({ ...filter, ...(cursor && { cursor }) });
    seen.push(...items);
    cursor = nextCursor;
  } while (cursor !== null);
  const { total } = await list(filter);
  expect([total, seen.length, new Set(seen.map(({ id }) => id)).size]).toEqual([288, 288, 288]);
  const times = seen.map(({ at }) => at);
  expect(times).toEqual(times.toSorted().toReversed());
  expect([times.at(-1), times[0]]).toEqual(['2026-02-01T00:00:00.000Z', '2026-02-02T23:45:00.000Z']);
});

test('counts up to a limit, however long the log is', async () => {
  expect((await list({ limit: 1 })).total).toBe(MAX_COUNTED_AUDIT_ENTRIES);
  expect((await list({ limit: 1, action: 'user.delete' })).total).toBe(ENTRY_COUNT / 10_000);
});

const middle = encodeCursor(['2026-06-01T00:00:00', '44000']);

test.each([
  {},
  { cursor: middle },
  { from: FIRST_DAY, to: '2026-01-02T00:00:00Z' },
  { actor: 'ann', cursor: middle },
  { actor: 'seldom' },
  { actor: 'nobody' },
  { action: 'command.send' },
  { action: 'user.delete', cursor: middle },
  { target: 'gw-7', cursor: middle },
  { target: 'gw-7', action: 'command.send', from: FIRST_DAY, to: '2026-01-09T00:00:00Z' },
])('reads the page %j without scanning the table', async (given) => {
  const { sql, bindings } = auditPageQuery(query(given));
  const { rows } = await database.db.raw(`EXPLAIN ${sql}`, [...bindings]);
  expect(rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n')).not.toMatch(/Seq Scan/);
});
