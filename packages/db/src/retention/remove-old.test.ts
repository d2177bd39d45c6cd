import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, registerDevice, type TestDatabase } from '@tpedm/testkit';
import { connectDatabase, type Database } from '../database.ts';
import { maintainDeviceEvents, removeExpiredRefreshTokens, removeFinishedCommands } from './remove-old.ts';

const DAY_MS = 86_400_000;

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = connectDatabase(database.config('dm_worker'), { applicationName: 'test' });
  await registerDevice(database.db, 'a');
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS);

test('removes commands that ended long ago, and keeps open and recent ones', async () => {
  const common = {
    clientid: 'a',
    method: 'GET',
    path: '/apps',
    expires_at: daysAgo(99),
    requested_by: 't',
    requester_id: 'user:1',
  };
  await database.db('dm_command').insert([
    { ...common, state: 'succeeded', finished_at: daysAgo(91) },
    { ...common, state: 'failed', finished_at: daysAgo(91) },
    { ...common, state: 'succeeded', finished_at: daysAgo(89) },
    { ...common, state: 'sent', created_at: daysAgo(95) },
  ]);
  expect(await removeFinishedCommands(db, { keepDays: 90, limit: 1 })).toBe(1);
  expect(await removeFinishedCommands(db, { keepDays: 90, limit: 100 })).toBe(1);
  const left = await database.db('dm_command').orderBy('id').pluck('state');
  expect(left).toEqual(['succeeded', 'sent']);
});

test('removes refresh tokens that have expired', async () => {
  const [user] = await database.db('app_user').insert({ username: 'u', password_hash: 'h', role: 'viewer' }).returning('id');
  const token = (hash: string, expires_at: Date) => ({
    family: '00000000-0000-4000-8000-000000000000',
    user_id: user.id,
    token_hash: Buffer.from(hash),
    expires_at,
  });
  await database.db('refresh_token').insert([token('old', daysAgo(1)), token('new', daysAgo(-1))]);
  expect(await removeExpiredRefreshTokens(db, 100)).toBe(1);
  expect(await database.db('refresh_token').pluck('token_hash')).toEqual([Buffer.from('new')]);
});

test('drops events of months past and keeps the rest', async () => {
  const event = (occurred_at: Date) => ({ event_id: crypto.randomUUID(), occurred_at, clientid: 'a', kind: 'k', detail: {} });
  await database.db('device_event').insert([event(daysAgo(400)), event(new Date())]);
  await maintainDeviceEvents(db, 2);
  expect(await database.db('device_event').count()).toEqual([{ count: '1' }]);
});
