import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, registerDevice, type TestDatabase } from '@tpedm/testkit';
import { parseConfig } from './config.ts';
import { initialize } from './initialize.ts';

const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {}, child: () => quiet };

let database: TestDatabase;

function configFor(target: TestDatabase, overrides: Record<string, string> = {}) {
  const { DATABASE_HOST, DATABASE_PORT, DATABASE_USER, DATABASE_PASSWORD } = target.config('admin');
  const rolePassword = DATABASE_PASSWORD;
  return parseConfig({
    DATABASE_HOST,
    DATABASE_PORT: String(DATABASE_PORT),
    DATABASE_USER,
    DATABASE_PASSWORD,
    TPEDM_DATABASE: target.name,
    DM_MIGRATE_PASSWORD: rolePassword,
    DM_WEB_PASSWORD: rolePassword,
    DM_WEBHOOK_PASSWORD: rolePassword,
    DM_WORKER_PASSWORD: rolePassword,
    EMQX_PASSWORD: rolePassword,
    ...overrides,
  });
}

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('keeps every row of a database with data, however often and however many at once it runs', async () => {
  await registerDevice(database.db, 'gw-kept');
  await Promise.all([initialize(configFor(database), quiet), initialize(configFor(database), quiet)]);
  await initialize(configFor(database), quiet);
  expect(await database.db('mqtt_user').where({ clientid: 'gw-kept' })).toHaveLength(1);
});

test('keeps the operations of the customer, also one with the name of a delivered one', async () => {
  const { db } = database;
  const [category] = await db('dm_category').where({ name: 'Network' });
  const [delivered] = await db('dm_operation').where({ category_id: category.id }).limit(1);
  await db('dm_operation').where({ id: delivered.id }).delete();
  await db('dm_operation').insert({ category_id: category.id, name: delivered.name, method: 'GET', path: '/own' });
  await initialize(configFor(database), quiet);
  const now = await db('dm_operation').where({ category_id: category.id, name: delivered.name });
  expect(now).toEqual([expect.objectContaining({ path: '/own', seed_key: null })]);
});

test('brings delivered operations back to what is delivered, and removes those that no longer are', async () => {
  const { db } = database;
  const [category] = await db('dm_category').where({ name: 'Tag Hub' });
  await db('dm_operation').insert({
    category_id: category.id,
    name: 'Gone',
    method: 'GET',
    path: '/gone',
    seed_key: 'tag-hub/gone',
  });
  await db('dm_operation').where({ seed_key: 'software-management/list-upgrade-jobs' }).update({ path: '/changed' });
  await initialize(configFor(database), quiet);
  expect(await db('dm_operation').where({ seed_key: 'tag-hub/gone' })).toEqual([]);
  expect(await db('dm_operation').where({ seed_key: 'software-management/list-upgrade-jobs' }).first()).toMatchObject({
    path: '/upgrades',
  });
});

test('lets the broker role run one function and read no table', async () => {
  const { rows } = await database.db.raw(
    `SELECT has_table_privilege('emqx', 'mqtt_user', 'SELECT') AS table_access,
            has_function_privilege('emqx', 'mqtt_authenticate(text, text, text)', 'EXECUTE') AS function_access`,
  );
  expect(rows).toEqual([{ table_access: false, function_access: true }]);
});

test('refuses the database of a newer version, and says what to do', async () => {
  const { db } = database;
  await db('dm_migration').insert({ name: '99991231_00_later.js', batch: 99, migration_time: new Date() });
  try {
    await expect(initialize(configFor(database), quiet)).rejects.toThrow(
      'The database is of a newer version of TPEDM (99991231_00_later.js): run that version, or restore',
    );
  } finally {
    await db('dm_migration').where({ name: '99991231_00_later.js' }).delete();
  }
});

test('fails with the cause when the administrator password is wrong', async () => {
  const config = configFor(database, { DATABASE_PASSWORD: 'not-the-right-password' });
  await expect(initialize(config, quiet)).rejects.toThrow(/password authentication failed/);
});

test('shows no password when a role cannot be made, and the server never sees one', async () => {
  const secret = 'a-secret-that-nobody-may-see';
  const config = configFor(database, { DATABASE_USER: 'dm_web', DM_MIGRATE_PASSWORD: secret });
  const initializing = initialize(config, quiet);
  await expect(initializing).rejects.toThrow(/ALTER ROLE dm_migrate .*permission denied/);
  await expect(initializing).rejects.not.toThrow(secret);
});

test('names every variable that is missing', () => {
  expect(() => parseConfig({})).toThrow(/DATABASE_HOST[\s\S]*DM_WEB_PASSWORD[\s\S]*EMQX_PASSWORD/);
});
