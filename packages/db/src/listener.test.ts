import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Logger } from '@tpedm/platform';
import { createTestDatabase, type TestDatabase, until } from '@tpedm/testkit';
import type { DatabaseConfig } from './database.ts';
import { type Listener, startListener } from './listener.ts';

let database: TestDatabase;
let listener: Listener | undefined;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => listener?.stop());
afterAll(() => database?.drop());

/** What a listener has said, heard and connected to so far. */
function listen(config: DatabaseConfig) {
  const seen = { log: [] as string[], notices: [] as string[], connects: 0 };
  const say = (message: string) => void seen.log.push(message);
  const log: Logger = { error: say, warn: say, info: say, debug: say, child: () => log };
  listener = startListener({
    config,
    channel: 'test_channel',
    log,
    onNotice: (payload) => seen.notices.push(payload),
    onConnected: () => {
      seen.connects += 1;
    },
  });
  return seen;
}

const notify = (payload: string) => database.db.raw("SELECT pg_notify('test_channel', ?)", [payload]);

test('hears again after its connection was cut, and says so once at each end', async () => {
  const seen = listen(database.config('dm_web'));
  await until(() => seen.connects === 1, { what: 'it listens' });
  await database.db.raw("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'listen test_channel'");
  await until(() => seen.connects === 2, { what: 'it listens again' });
  await notify('heard');
  await until(() => seen.notices.length > 0, { what: 'the notice has arrived' });
  expect(seen).toEqual({
    log: ['listener has no connection and goes on trying', 'listener is connected again'],
    notices: ['heard'],
    connects: 2,
  });
});

test('goes on trying in silence while the database is away', async () => {
  let attempts = 0;
  const away = createServer((socket) => {
    attempts += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(away, 'listening');
  try {
    const seen = listen({ ...database.config('dm_web'), DATABASE_PORT: (away.address() as AddressInfo).port });
    await until(() => attempts >= 3, { what: 'it has tried three times' });
    expect(seen).toEqual({ log: ['listener has no connection and goes on trying'], notices: [], connects: 0 });
  } finally {
    away.close();
  }
});
