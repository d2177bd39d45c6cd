import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { authenticateMqtt, connectDatabase, type Database, getDevice } from '@tpedm/db';
import { createTestDatabase, type TestDatabase } from '@tpedm/testkit';

const PROGRAM = 'services/dm-database-init/dist/import-legacy-main.js';

let database: TestDatabase;
let broker: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  broker = connectDatabase(database.config('emqx'), { applicationName: 'import-legacy.test' });
});
afterAll(async () => {
  await broker.destroy();
  await database.drop();
});

type Row = Record<string, unknown>;

const login = (clientid: string, overrides: Row = {}): Row => ({
  clientid,
  username: `user of ${clientid}`,
  password: 'old-pass',
  ...overrides,
});
const profile = (clientid: string, overrides: Row = {}): Row => ({
  clientid,
  connection_status: true,
  created_at: 1700000000.25,
  ...overrides,
});

/** A whole export: every login has its profile, as the original writes them. */
const exported = (...logins: Row[]): string =>
  JSON.stringify({ mqtt_user: logins, clientid_profile: logins.map(({ clientid }) => profile(String(clientid))) });

function runImport(file: string, ...options: string[]) {
  const { DATABASE_HOST, DATABASE_PORT, DATABASE_PASSWORD } = database.config('dm_web');
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...options], {
    input: file,
    encoding: 'utf8',
    env: {
      DATABASE_HOST,
      DATABASE_PORT: String(DATABASE_PORT),
      TPEDM_DATABASE: database.name,
      DM_WEB_PASSWORD: DATABASE_PASSWORD,
    },
  });
  return { status, lines: (stdout + stderr).trim().split('\n') };
}

const mayLogIn = (clientid: string, password: string, username = `user of ${clientid}`): Promise<boolean> =>
  authenticateMqtt(broker, { clientid, username, password });

const rowsOf = (table: string, clientid: string): Promise<Row[]> => database.db(table).where({ clientid });

test('lets a gateway in with its old user name and password, and keeps the password as bcrypt only', async () => {
  const { status, lines } = runImport(exported(login('gw-0001', { password: "o'Neill; -- ü" })));
  expect({ status, lines }).toEqual({ status: 0, lines: ['imported   gw-0001', '1 imported, 0 left out, 0 not taken'] });
  expect(await mayLogIn('gw-0001', "o'Neill; -- ü")).toBe(true);
  expect(await mayLogIn('gw-0001', 'another')).toBe(false);
  expect(await mayLogIn('gw-0001', "o'Neill; -- ü", 'another')).toBe(false);
  expect(await rowsOf('mqtt_user', 'gw-0001')).toEqual([expect.objectContaining({ algorithm: 'bcrypt', enabled: true })]);
});

test('keeps what the gateway had said of itself, and says nothing of its presence', async () => {
  const row = {
    model_name: 'AIG-501-T-AZU-LX',
    serial_number: 'TBBJA1',
    host_name: 'pump',
    tpe_version: '2.3.0-1600',
    firmware_version: '1.4',
  };
  runImport(
    JSON.stringify({
      mqtt_user: [login('gw-known')],
      clientid_profile: [profile('gw-known', { ...row, profile_updated_at: 1709287200.5 })],
    }),
  );
  expect(await getDevice(database.db, 'gw-known')).toMatchObject({
    presence: { status: 'never' },
    profile: {
      modelName: 'AIG-501-T-AZU-LX',
      serialNumber: 'TBBJA1',
      hostName: 'pump',
      thingsproVersion: '2.3.0-1600',
      firmwareVersion: '1.4',
      biosVersion: null,
      updatedAt: '2024-03-01T10:00:00.500Z',
    },
  });
});

test('takes what the query in docs/import.md makes of the tables of the original', async () => {
  const [, query = ''] = /psql .*"(SELECT [^"]+)"/s.exec(readFileSync('docs/import.md', 'utf8')) ?? [];
  const file = await database.db.transaction(async (trx) => {
    await trx.raw(`
      CREATE SCHEMA original; SET LOCAL search_path TO original;
      CREATE TABLE mqtt_user (id serial, is_superuser boolean, clientid varchar(100), username varchar(100), password varchar(100));
      CREATE TABLE clientid_profile (clientid varchar(100), model_name varchar(100), created_at double precision,
        profile_updated_at double precision);
      INSERT INTO mqtt_user (clientid, username, password) VALUES ('gw-original', 'pump', E'a"b\\\\c\\nd');
      INSERT INTO clientid_profile VALUES ('gw-original', 'UC-8112A-ME-T-LX', 1700000000.25, 1700000001.5);`);
    const { rows } = await trx.raw(query);
    return JSON.stringify(rows[0].json_build_object);
  });
  expect(runImport(file).lines[0]).toBe('imported   gw-original');
  expect(await mayLogIn('gw-original', 'a"b\\c\nd', 'pump')).toBe(true);
  expect(await getDevice(database.db, 'gw-original')).toMatchObject({ profile: { modelName: 'UC-8112A-ME-T-LX' } });
});

test('writes an audit row and an entry in the history for each device, without its password', async () => {
  runImport(exported(login('gw-audited', { password: 'never-in-a-log' })));
  const audit = await database.db('audit_log').where({ target: 'gw-audited' });
  expect(audit).toEqual([expect.objectContaining({ action: 'device.import', actor_id: 'system' })]);
  const history = await rowsOf('device_event', 'gw-audited');
  expect(history).toEqual([expect.objectContaining({ kind: 'device.created' })]);
  expect(JSON.stringify([audit, history])).not.toContain('never-in-a-log');
});

test('may be run again: what is registered stays as it is', async () => {
  runImport(exported(login('gw-again')));
  await database.db('mqtt_user').where({ clientid: 'gw-again' }).update({ enabled: false });
  const { status, lines } = runImport(exported(login('gw-again', { password: 'changed' }), login('gw-new')));
  expect({ status, lines }).toEqual({
    status: 0,
    lines: ['left out   gw-again: is registered already', 'imported   gw-new', '1 imported, 1 left out, 0 not taken'],
  });
  expect(await rowsOf('mqtt_user', 'gw-again')).toEqual([expect.objectContaining({ enabled: false })]);
  expect(await database.db('audit_log').where({ target: 'gw-again' })).toHaveLength(1);
});

test.each([
  ['gw/7', {}, '"gw/7": its client id must be 1 to 64 letters, digits'],
  ['gw\u001b[2J', {}, '"gw\\u001b[2J": its client id must be 1 to 64 letters, digits'],
  ['summary', {}, 'summary: its client id is the name of an address of the API; choose another'],
  ['no-user', { username: null }, 'no-user: its user name is empty or longer than 128 characters'],
  ['no-pass', { password: '' }, 'no-pass: it has no password'],
  ['long-pass', { password: 'ü'.repeat(37) }, 'long-pass: its password is longer than 72 bytes'],
  [
    'hash-like',
    { password: 'a'.repeat(64) },
    'hash-like: its password looks like a hash; say which kind with --passwords, or that it is none with --passwords plain',
  ],
])('takes the others when %s cannot be taken, and says why', async (clientid, overrides, line) => {
  const other = `beside-${Buffer.from(clientid).toString('hex')}`;
  const { status, lines } = runImport(exported(login(clientid, overrides), login(other)));
  expect({ status, lines }).toEqual({
    status: 2,
    lines: [expect.stringContaining(`not taken  ${line}`), `imported   ${other}`, '1 imported, 0 left out, 1 not taken'],
  });
  expect(await rowsOf('mqtt_user', clientid)).toEqual([]);
});

test('leaves out the logins of gateways that were deleted in the original', async () => {
  const { status, lines } = runImport(JSON.stringify({ mqtt_user: [login('gw-deleted')], clientid_profile: null }));
  expect({ status, lines }).toEqual({
    status: 0,
    lines: [
      'left out   gw-deleted: was deleted in the original, which left its login behind',
      '0 imported, 1 left out, 0 not taken',
    ],
  });
  expect(await mayLogIn('gw-deleted', 'old-pass')).toBe(false);
});

test('does not guess which of several logins is in use, and takes a repeated one once', () => {
  const rows = [login('gw-two'), login('gw-two', { password: 'newer' }), login('gw-same'), login('gw-same')];
  expect(runImport(exported(...rows))).toEqual({
    status: 2,
    lines: [
      'not taken  gw-two: it has several logins, and which one is in use is not known',
      'imported   gw-same',
      '1 imported, 0 left out, 1 not taken',
    ],
  });
});

test('names a gateway that has no login', () => {
  const { status, lines } = runImport(JSON.stringify({ mqtt_user: null, clientid_profile: [profile('gw-half')] }));
  expect({ status, line: lines[0] }).toEqual({ status: 2, line: 'not taken  gw-half: it has no login' });
});

test('tells that a superuser of the broker is none here', () => {
  const { lines } = runImport(exported(login('gw-super', { is_superuser: true })));
  expect(lines[0]).toBe('imported   gw-super: was a superuser of the broker; here it reaches its own topics only');
});

test('takes hashes of EMQX 4 when told so', async () => {
  const salted = createHash('sha256').update('old-passgrain').digest('hex').toUpperCase();
  runImport(exported(login('gw-sha', { password: salted, salt: 'grain' })), '--passwords', 'sha256');
  expect(await mayLogIn('gw-sha', 'old-pass')).toBe(true);
  const { rows } = await database.db.raw("SELECT crypt('old-pass', gen_salt('bf', 5)) AS hash");
  runImport(exported(login('gw-bcrypt', { password: rows[0].hash.replace('$2a', '$2b') })), '--passwords', 'bcrypt');
  expect(await mayLogIn('gw-bcrypt', 'old-pass')).toBe(true);
  runImport(exported(login('gw-plain', { password: 'b'.repeat(64) })), '--passwords', 'plain');
  expect(await mayLogIn('gw-plain', 'b'.repeat(64))).toBe(true);
  expect(runImport(exported(login('gw-no-hash')), '--passwords', 'bcrypt').lines[0]).toBe(
    'not taken  gw-no-hash: its password is not a bcrypt hash of cost 4 to 12',
  );
});

test('changes nothing in a trial', async () => {
  const { status, lines } = runImport(exported(login('gw-trial')), '--trial');
  expect({ status, lines }).toEqual({
    status: 0,
    lines: ['imported   gw-trial', '1 imported, 0 left out, 0 not taken', 'This was a trial: nothing has been changed'],
  });
  expect(await rowsOf('mqtt_user', 'gw-trial')).toEqual([]);
  expect(await database.db('audit_log').where({ target: 'gw-trial' })).toEqual([]);
});

test.each([
  ['cut off', exported(login('gw-cut', { password: 'hunter2-hunter2' })).slice(0, -60), 'The file is not whole, or not JSON'],
  ['of something else', JSON.stringify([{ password: 'hunter2-hunter2' }]), 'The file is no export of the original TPEDM'],
  ['with a wrong value', exported(login('gw-odd', { password: 7 })), 'mqtt_user.0.password'],
  ['empty', '', 'The file is not whole, or not JSON'],
])('refuses a file that is %s, and quotes nothing of it', (_what, file, message) => {
  const { status, lines } = runImport(file);
  expect(status).toBe(1);
  expect(lines.join('\n')).toContain(message);
  expect(lines.join('\n')).not.toContain('hunter2');
});

test('says what is missing when it cannot reach the database', () => {
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM], { input: exported(), encoding: 'utf8', env: {} });
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('DATABASE_HOST') });
});

test('names an option that there is not', () => {
  const { status, lines } = runImport(exported(), '--passwords', 'md5');
  expect(status).toBe(1);
  expect(lines.join('\n')).toContain('--passwords must be one of auto, plain, sha256, bcrypt');
});
