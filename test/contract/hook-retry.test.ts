import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { until } from '@tpedm/testkit';
import type { MqttDevice } from './support/mqtt-device.ts';
import { startTarget, type Target } from './support/target.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterEach(() => {
  target.hook.answer = () => 204;
});
afterAll(() => target.stop());

const payloadOf = (event: { payload_base64: string }): string => Buffer.from(event.payload_base64, 'base64').toString();

/** Publishes outputs `from` to `to` and waits for the device's acknowledgements. */
async function publishOutputs(device: MqttDevice, clientid: string, from: number, to: number): Promise<void> {
  for (let index = from; index <= to; index += 1) {
    await expect(device.publish(`/tpe/${clientid}/output`, String(index))).resolves.toMatchObject({ cmd: 'puback' });
  }
}

const outputsOf = (clientid: string): string[] =>
  target.hook.eventsOf(clientid).flatMap((event) => (event.event === 'message.publish' ? [payloadOf(event)] : []));

test.each([200, 202, 204])('sends an event once when the answer is %s', async (status) => {
  const { login, device } = await target.connected();
  target.hook.answer = () => status;
  await publishOutputs(device, login.clientId, 1, 2);
  await target.hook.untilEvents(login.clientId, 'message.publish', 2);
  expect(outputsOf(login.clientId)).toEqual(['1', '2']);
});

test.each([301, 400, 401, 403, 404, 409, 413, 500, 501, 502, 504])('gives an event up when the answer is %s', async (status) => {
  const { login, device } = await target.connected();
  target.hook.answer = ({ event }) => (event.event === 'message.publish' && payloadOf(event) === '1' ? status : 204);
  await publishOutputs(device, login.clientId, 1, 2);
  await target.hook.untilEvents(login.clientId, 'message.publish', 2);
  expect(outputsOf(login.clientId)).toEqual(['1', '2']);
});

test.each([429, 503, 'close'] as const)(
  'repeats an event with its id while the answer is %s, and the next ones wait',
  async (answer) => {
    const { login, device } = await target.connected();
    let refusals = 0;
    target.hook.answer = ({ event }) => {
      if (event.clientid !== login.clientId || refusals === 3) return 204;
      refusals += 1;
      return answer;
    };
    await publishOutputs(device, login.clientId, 1, 3);
    const events = await target.hook.untilEvents(login.clientId, 'message.publish', 6);
    expect(events.map(payloadOf)).toEqual(['1', '1', '1', '1', '2', '3']);
    expect(new Set(events.slice(0, 4).map(({ event_id }) => event_id)).size).toBe(1);
  },
);

test('keeps events while nobody listens, acknowledges devices all the same, and delivers in order', async () => {
  const lives = await Promise.all(Array.from({ length: 5 }, () => target.connected()));
  await target.hook.pause();
  await Promise.all(lives.map(({ login, device }) => publishOutputs(device, login.clientId, 1, 20)));
  await target.hook.resume();
  const expected = Array.from({ length: 20 }, (_, index) => String(index + 1));
  for (const { login } of lives) {
    await until(() => new Set(outputsOf(login.clientId)).size === 20, { what: 'all events are there', timeoutMs: 20_000 });
    // one may come twice: it was read and its answer was lost
    expect([...new Set(outputsOf(login.clientId))]).toEqual(expected);
  }
});

test('does not hold up one device because the hook does not answer another', async () => {
  const held = await target.connected();
  target.hook.answer = ({ event }) => (event.clientid === held.login.clientId ? 'hold' : 204);
  await publishOutputs(held.device, held.login.clientId, 1, 1);
  await target.hook.untilEvents(held.login.clientId, 'message.publish');
  const others = await Promise.all(Array.from({ length: 8 }, () => target.connected()));
  for (const { login, device } of others) {
    await publishOutputs(device, login.clientId, 1, 1);
    await target.hook.untilEvents(login.clientId, 'message.publish');
  }
});
