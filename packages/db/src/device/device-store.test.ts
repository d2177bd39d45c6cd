import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@tpedm/testkit';
import { connectDatabase, type Database } from '../database.ts';
import {
  deleteDevice,
  findDevices,
  getDevice,
  getDeviceAccess,
  insertDevice,
  setDeviceEnabled,
  setDeviceSecret,
  updateDevice,
} from './device-store.ts';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = connectDatabase(database.config('dm_web'), { applicationName: 'device-store.test' });
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

const generated = (password: string, salt = 'pepper') =>
  ({ kind: 'generated', salt, hash: createHash('sha256').update(`${password}${salt}`).digest('hex') }) as const;

const insert = (clientid: string, secret: Parameters<typeof setDeviceSecret>[2] = generated('secret')) =>
  insertDevice(db, { clientid, username: clientid, secret, name: 'Pump 7', tags: ['north', 'pump'] });

const mayLogIn = async (clientid: string, password: string): Promise<boolean> => {
  const { rows } = await database.db.raw('SELECT * FROM mqtt_authenticate(?, ?, ?)', [clientid, clientid, password]);
  return rows.length === 1;
};

test('keeps a new device, never seen, enabled and without a profile', async () => {
  await insert('new-1');
  expect(await getDevice(db, 'new-1')).toMatchObject({
    clientid: 'new-1',
    name: 'Pump 7',
    tags: ['north', 'pump'],
    enabled: true,
    ready: false,
    presence: { status: 'never', since: null, reason: null, evidence: null },
    profile: null,
  });
  expect(await getDeviceAccess(db, 'new-1')).toEqual({ username: 'new-1', inputRoot: null });
});

test('refuses a client id that is taken and leaves nothing behind', async () => {
  await insert('twice');
  await expect(insert('twice')).rejects.toMatchObject({ code: 'CLIENTID_TAKEN', details: { field: 'clientid' } });
  expect(await findDevices(db, ['twice'])).toHaveLength(1);
});

test('lets a device in with the generated secret that it was given, and with no other', async () => {
  await insert('sha', generated('s3cret'));
  expect(await mayLogIn('sha', 's3cret')).toBe(true);
  expect(await mayLogIn('sha', 's3cret ')).toBe(false);
  expect(await mayLogIn('sha', '')).toBe(false);
});

test('keeps a chosen password as bcrypt only, and replaces it for good', async () => {
  await insert('chosen', { kind: 'chosen', password: "o'Neill; --" });
  expect(await mayLogIn('chosen', "o'Neill; --")).toBe(true);
  const { password_hash } = await database.db('mqtt_user').where({ clientid: 'chosen' }).first();
  expect(password_hash).toMatch(/^\$2a\$08\$/);
  expect(await setDeviceSecret(db, 'chosen', generated('rotated'))).toBe('chosen');
  expect(await mayLogIn('chosen', "o'Neill; --")).toBe(false);
  expect(await mayLogIn('chosen', 'rotated')).toBe(true);
});

test('keeps a password that was hashed elsewhere', async () => {
  const { rows } = await database.db.raw("SELECT crypt('from before', gen_salt('bf', 6)) AS hash");
  await insert('hashed', { kind: 'bcrypt', hash: rows[0].hash });
  expect(await mayLogIn('hashed', 'from before')).toBe(true);
  expect(await mayLogIn('hashed', 'from after')).toBe(false);
});

test('shows no password in the error of a statement that failed', async () => {
  const registering = insert('not a clientid', { kind: 'chosen', password: 'hunter2-hunter2' });
  await expect(registering).rejects.toThrow(/mqtt_user_clientid_check/);
  expect(String(await registering.catch((error: unknown) => error))).not.toContain('hunter2');
});

test('says whether switching changed anything, and keeps a disabled device out', async () => {
  await insert('switch');
  expect(await setDeviceEnabled(db, 'switch', false)).toBe(true);
  expect(await setDeviceEnabled(db, 'switch', false)).toBe(false);
  expect(await mayLogIn('switch', 'secret')).toBe(false);
  expect((await getDevice(db, 'switch')).enabled).toBe(false);
});

test('changes what is given and leaves the rest', async () => {
  await insert('named');
  await updateDevice(db, 'named', { name: '' });
  expect(await getDevice(db, 'named')).toMatchObject({ name: '', tags: ['north', 'pump'] });
  await updateDevice(db, 'named', { tags: [] });
  expect(await getDevice(db, 'named')).toMatchObject({ name: '', tags: [] });
});

test('removes a device with its commands, presence and login', async () => {
  await insert('gone');
  await database.db('dm_command').insert({
    clientid: 'gone',
    method: 'GET',
    path: '/device/general',
    expires_at: new Date(),
    requested_by: 'ann',
    requester_id: 'user:1',
  });
  await deleteDevice(db, 'gone');
  expect(await findDevices(db, ['gone'])).toEqual([]);
  for (const table of ['mqtt_user', 'clientid_profile', 'device_presence', 'dm_command']) {
    expect(await database.db(table).where({ clientid: 'gone' })).toEqual([]);
  }
});

test.each([
  ['read', () => getDevice(db, 'nobody')],
  ['access', () => getDeviceAccess(db, 'nobody')],
  ['update', () => updateDevice(db, 'nobody', { name: 'x' })],
  ['disable', () => setDeviceEnabled(db, 'nobody', false)],
  ['new secret', () => setDeviceSecret(db, 'nobody', generated('x'))],
  ['delete', () => deleteDevice(db, 'nobody')],
])('does not know a device that is not registered: %s', async (_action, act) => {
  await expect(act()).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND', details: { clientid: 'nobody' } });
});
