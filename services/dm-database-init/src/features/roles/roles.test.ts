import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { connectDatabase, type Database } from '@tpedm/db';
import { createTestDatabase, registerDevice, type TestDatabase, type TestRole } from '@tpedm/testkit';
import { ensureDatabase } from '../database/ensure-database.ts';

const SERVICES = ['dm_web', 'dm_webhook', 'dm_worker', 'emqx'] as const satisfies readonly TestRole[];
const ALL_BUT = (...roles: readonly string[]) => SERVICES.filter((role) => !roles.includes(role));

let database: TestDatabase;
const connections = new Map<string, Database>();

beforeAll(async () => {
  database = await createTestDatabase();
  await ensureDatabase(database.db, database.name);
  for (const role of SERVICES)
    connections.set(role, connectDatabase(database.config(role), { applicationName: 'test', poolMax: 1 }));
});
beforeEach(async () => {
  await database.db('mqtt_user').delete();
  await registerDevice(database.db, 'gw-1');
});
afterAll(async () => {
  for (const connection of connections.values()) await connection.destroy();
  await database.drop();
});

/** Whether PostgreSQL lets a role run a statement; what it changes is rolled back. */
async function isAllowed(role: string, sql: string): Promise<boolean> {
  const undo = new Error('undo');
  try {
    await connections.get(role)?.transaction(async (trx) => {
      await trx.raw(sql);
      throw undo;
    });
  } catch (error) {
    if (error === undo) return true;
    expect(String(error)).toMatch(/permission denied|must be owner|append only/);
  }
  return false;
}

const INSERT_COMMAND = `INSERT INTO dm_command (clientid, method, path, expires_at, requested_by, requester_id)
  VALUES ('gw-1', 'GET', '/device/time', now(), 'x', 'user:1')`;
const INSERT_AUDIT = "INSERT INTO audit_log (actor, actor_id, action) VALUES ('x', 'user:1', 'x')";
const INSERT_ADMINISTRATOR = "INSERT INTO app_user (username, password_hash, role) VALUES ('x', 'x', 'administrator')";

describe('what is refused to every service but', () => {
  test.each([
    ['reading that a device exists', 'SELECT clientid, enabled FROM mqtt_user', ['dm_web', 'dm_worker']],
    ["reading the hash of a device's password", 'SELECT password_hash FROM mqtt_user', []],
    ['reading the salt of a device', 'SELECT salt FROM mqtt_user', []],
    ['replacing the secret of a device', "UPDATE mqtt_user SET password_hash = ''", ['dm_web']],
    ["reading the hash of a person's password", 'SELECT password_hash FROM app_user', ['dm_web']],
    ['making an administrator', INSERT_ADMINISTRATOR, ['dm_web']],
    ['reading API tokens', 'SELECT token_hash FROM api_token', ['dm_web']],
    ['queueing a command', INSERT_COMMAND, ['dm_web', 'dm_worker']],
    ['changing what a command asks for', "UPDATE dm_command SET path = '/system/reboot', body = '{}'", []],
    ['ending a command', "UPDATE dm_command SET state = 'canceled', finished_at = now()", ['dm_web', 'dm_webhook', 'dm_worker']],
    ['naming a device', "UPDATE clientid_profile SET name = 'x'", ['dm_web']],
    ['noting the model of a device', "UPDATE clientid_profile SET model_name = 'x'", ['dm_web', 'dm_webhook']],
    ['changing presence', "UPDATE device_presence SET reason = 'x'", ['dm_webhook', 'dm_worker']],
    ['removing history', 'DELETE FROM device_event', []],
    ['dropping old history', 'SELECT device_event_maintain(1)', ['dm_worker']],
    ['undoing the set-up', 'DELETE FROM setup_state', []],
    ['asking who may connect', "SELECT mqtt_authenticate('gw-1', 'gw-1', 'x')", ['emqx']],
    ['making a table', 'CREATE TABLE made (id int)', []],
    ['making a temporary table', 'CREATE TEMPORARY TABLE made (id int)', []],
    ['changing a table', 'ALTER TABLE audit_log DISABLE TRIGGER ALL', []],
  ])('%s', async (_what, sql, allowed) => {
    for (const role of SERVICES) expect([role, await isAllowed(role, sql)]).toEqual([role, (allowed as string[]).includes(role)]);
  });
});

describe('the audit log', () => {
  test.each(["UPDATE audit_log SET actor = 'x'", 'DELETE FROM audit_log', 'TRUNCATE audit_log', 'DROP TABLE audit_log'])(
    'stands against %s of every service',
    async (sql) => {
      for (const role of SERVICES) expect([role, await isAllowed(role, sql)]).toEqual([role, false]);
    },
  );

  test.each(["UPDATE audit_log SET actor = 'x'", 'DELETE FROM audit_log', 'TRUNCATE audit_log'])(
    'stands against %s even of its owner',
    async (sql) => {
      await database.db.raw(INSERT_AUDIT);
      await expect(database.db.raw(`SET ROLE dm_migrate; ${sql}`)).rejects.toThrow(/append only/);
    },
  );

  test('is written and read by dm-web alone', async () => {
    expect(await isAllowed('dm_web', INSERT_AUDIT)).toBe(true);
    for (const role of ALL_BUT('dm_web')) {
      expect([role, await isAllowed(role, INSERT_AUDIT), await isAllowed(role, 'SELECT FROM audit_log')]).toEqual([
        role,
        false,
        false,
      ]);
    }
  });
});
