import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CLEAN_SESSION, field, HAS_PASSWORD, HAS_USERNAME, oddConnect } from './support/raw-packets.ts';
import { notApplicable, startTarget, type Target } from './support/target.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

const refused = (code: number) => ({ code, sessionPresent: false });

async function outcomeOf(options: { clientId: string; username?: string; password?: Buffer; clean?: boolean }) {
  const device = await target.open();
  const outcome = await device.connect(options);
  if (outcome === 'closed' || outcome.code !== 0) await device.untilClosed();
  return outcome;
}

test('lets a device in with the right password, and reports it', async () => {
  const { login, device } = await target.connected();
  const [event] = await target.hook.untilEvents(login.clientId, 'client.connected');
  expect(event).toMatchObject({ username: login.username, peername: device.peername, clean_start: true, keepalive: 60 });
});

test('answers 5 to unknown, wrong and empty alike, and closes', async () => {
  const login = await target.register();
  await expect(outcomeOf({ ...login, password: Buffer.from('wrong') })).resolves.toEqual(refused(5));
  await expect(outcomeOf({ ...login, password: Buffer.from('') })).resolves.toEqual(refused(5));
  await expect(outcomeOf({ ...login, username: 'somebody' })).resolves.toEqual(refused(5));
  await expect(outcomeOf({ ...login, clientId: `${login.clientId}-unknown` })).resolves.toEqual(refused(5));
});

test("answers 5 to a username that is there but empty, when it is not the device's own", async () => {
  const login = await target.register();
  await expect(outcomeOf({ ...login, username: '' })).resolves.toEqual(refused(5));
});

test('answers 4 when no password came at all', async () => {
  const { clientId, username } = await target.register();
  await expect(outcomeOf({ clientId, username })).resolves.toEqual(refused(4));
});

test('answers 2 to a clientid of more than 128 bytes', async () => {
  const { username, password } = await target.register();
  await expect(outcomeOf({ clientId: 'x'.repeat(129), username, password })).resolves.toEqual(refused(2));
});

test('answers 2 to an empty clientid that wants to keep its session', async () => {
  const device = await target.open();
  device.socket.write(oddConnect({ flags: HAS_USERNAME | HAS_PASSWORD, fields: [field(''), field('dev'), field('secret')] }));
  await expect(device.connectOutcome()).resolves.toEqual(refused(2));
});

test('gives an empty clientid a random one, which nobody has registered: 5', async () => {
  const { username, password } = await target.register();
  await expect(outcomeOf({ clientId: '', clean: true, username, password })).resolves.toEqual(refused(5));
});

test.each(["' OR '1'='1", "'; DROP TABLE mqtt_user; --", 'größe-名前-🙂', '+', '#', 'a/b'])(
  'takes the clientid %s for what it is: unknown',
  async (clientId) => {
    const { username, password } = await target.register();
    await expect(outcomeOf({ clientId, username, password })).resolves.toEqual(refused(5));
  },
);

test.each([3, 6])('answers 1 to protocol level %s', async (level) => {
  const device = await target.open();
  device.socket.write(oddConnect({ level, flags: CLEAN_SESSION, fields: [field('dev')] }));
  await expect(device.connectOutcome()).resolves.toEqual(refused(1));
});

test.each([
  ['a password without a username', oddConnect({ flags: CLEAN_SESSION | HAS_PASSWORD, fields: [field('dev'), field('secret')] })],
  ['ill-formed UTF-8 in the clientid', oddConnect({ flags: CLEAN_SESSION, fields: [field(Buffer.from([0xc3, 0x28]))] })],
  ['NUL in the username', oddConnect({ flags: CLEAN_SESSION | HAS_USERNAME, fields: [field('dev'), field('a\0b')] })],
  ['something that is not MQTT', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
])('closes without an answer: %s', async (_what, bytes) => {
  const device = await target.open();
  device.socket.write(bytes);
  await expect(device.connectOutcome()).resolves.toBe('closed');
});

test('closes a connection that never says CONNECT', async () => {
  const device = await target.open();
  const waited = new Promise((resolve) => device.socket.once('close', resolve));
  await waited;
  expect(device.received).toEqual([]);
});

test('refuses with 5 while the database is away, and leaves who is connected alone', async () => {
  if (!target.own) return notApplicable('database away');
  const { device } = await target.connected();
  const login = await target.register();
  await target.own.blockDatabase(true);
  await expect(outcomeOf(login)).resolves.toEqual(refused(5));
  await device.ping();
  await target.own.blockDatabase(false);
  await expect(outcomeOf(login)).resolves.toEqual({ code: 0, sessionPresent: false });
});
