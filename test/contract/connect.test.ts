import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTarget, type Target } from './support/target.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

const ACCEPTED = { code: 0, sessionPresent: false };
const refused = (code: number) => ({ code, sessionPresent: false });

test('lets a device in with the right password, and reports it', async () => {
  const { login, device } = await target.connected();
  const [event] = await target.hook.untilEvents(login.clientId, 'client.connected');
  expect(event).toMatchObject({ username: login.username, peername: device.peername, clean_start: true, keepalive: 60 });
});
