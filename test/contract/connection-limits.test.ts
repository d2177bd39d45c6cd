import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@tpedm/testkit';
import { notApplicable, startTarget, type Target } from './support/target.ts';

/** Limits low enough to be reached; another broker has its own, which the suite cannot set. */
const LIMITS = { MAX_CONNECTIONS: '4', MAX_CONNECTIONS_PER_SECOND: '1000', MAX_MESSAGES_PER_SECOND: '50' };

let target: Target;
beforeAll(async () => {
  target = await startTarget(LIMITS);
});
afterAll(() => target.stop());

test('closes a connection too many without a word, and takes one again when another has gone', async () => {
  if (!target.own) return notApplicable('max_connections');
  const first = await target.connected();
  for (let count = 1; count < 4; count += 1) await target.connected();
  const login = await target.register();
  const tooMany = await target.open();
  await expect(tooMany.connect(login)).resolves.toBe('closed');
  first.device.destroy();
  await target.hook.untilEvents(first.login.clientId, 'client.disconnected');
  const next = await target.open();
  await expect(next.connect(login)).resolves.toEqual({ code: 0, sessionPresent: false });
  next.destroy();
  await target.hook.untilEvents(login.clientId, 'client.disconnected');
});

test('slows a device down that sends too fast, and loses nothing', async () => {
  if (!target.own) return notApplicable('messages_rate');
  const { login, device } = await target.connected();
  const topic = `/tpe/${login.clientId}/output`;
  const count = 120;
  for (let index = 0; index < count; index += 1) {
    device.send({ cmd: 'publish', topic, payload: String(index), qos: 1, messageId: index + 1, retain: false, dup: false });
  }
  const pubacks = () => device.received.filter(({ cmd }) => cmd === 'puback').length;
  await until(() => pubacks() === count, { what: 'every message is acknowledged' });
  const outputs = await target.hook.untilEvents(login.clientId, 'message.publish', count);
  expect(outputs.map(({ payload_base64 }) => Buffer.from(payload_base64, 'base64').toString())).toEqual(
    Array.from({ length: count }, (_, index) => String(index)),
  );
});
