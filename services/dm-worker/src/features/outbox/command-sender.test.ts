import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectDatabase, type Database } from '@tpedm/db';
import { createMetrics } from '@tpedm/platform';
import { createTestDatabase, insertCommand, registerDevice, type TestDatabase } from '@tpedm/testkit';
import { createWorkerMetrics } from '../../metrics.ts';
import { createCommandSender } from './command-sender.ts';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = connectDatabase(database.config('dm_worker'), { applicationName: 'command-sender.test' });
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

/** Lets every attempt to note that a command was sent fail, as when two transactions wait for each other. */
const refuseToNote = () =>
  database.db.raw(`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE deadlock_detected; END $$;
    CREATE TRIGGER refuse BEFORE UPDATE ON dm_command FOR EACH ROW WHEN (new.state = 'sent') EXECUTE FUNCTION refuse()`);

test.each(['sendNew', 'sendWaiting'] as const)('%s notes in its next run what it published and could not note', async (send) => {
  await registerDevice(database.db, send);
  await database.db('device_presence').where({ clientid: send }).update({
    status: 'online',
    since: new Date(),
    session_connected_at_ms: 1,
    session_rank: 1,
    subscribed_at_ms: 2,
    input_root: 'tpe',
  });
  const published: string[] = [];
  const sender = createCommandSender({
    db,
    broker: {
      publishBulk: async (batch) => {
        published.push(...batch.map(({ topic }) => topic));
        return batch.map(() => 'published');
      },
    },
    metrics: createWorkerMetrics(createMetrics('test'), async () => 0),
    maxCommands: 10,
    leaseMs: 60_000,
    signal: new AbortController().signal,
  });
  const id = await insertCommand(database.db, send, { method: 'PUT' });
  await refuseToNote();
  await expect(sender[send]()).rejects.toMatchObject({ code: '40P01' });
  await database.db.raw('DROP FUNCTION refuse CASCADE');
  await sender[send]();
  const command = await database.db('dm_command').where({ id }).first();
  expect(command).toMatchObject({ state: 'sent', sent_at: expect.any(Date), claimed_until: null, attempts: 1 });
  expect(published).toEqual([`/tpe/${send}/input`]);
});
