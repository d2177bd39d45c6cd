import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { callApi } from './support/api.ts';
import { recordedEvent } from './support/fixtures.ts';
import type { MqttDevice } from './support/mqtt-device.ts';
import { field } from './support/raw-packets.ts';
import { type Login, startTarget, type Target } from './support/target.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

const publishBytes = (topic: Buffer): Buffer => Buffer.concat([Buffer.from([0x30, topic.length + 2]), field(topic)]);

type Way = (device: MqttDevice, login: Login) => unknown;
const sayGoodbye: Way = (device) => device.send({ cmd: 'disconnect' });
const connectAgain: Way = (device, login) =>
  device.send({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 60, ...login });

const WAYS: [string, Way][] = [
  ['disconnected_normal_v311', sayGoodbye],
  ['disconnected_tcp_closed_fin', (device) => device.socket.end()],
  ['disconnected_tcp_reset', (device) => device.socket.resetAndDestroy()],
  ['disconnected_kicked_v311', (_device, login) => callApi(target, 'DELETE', `/clients/${login.clientId}`)],
  ['disconnected_malformed_v311', (device) => device.socket.write(Buffer.from([0xc7, 0x00]))],
  ['disconnected_second_connect_v311', connectAgain],
  ['disconnected_topic_name_invalid_v311', (device) => device.socket.write(publishBytes(Buffer.from('/tpe/+/output')))],
  ['disconnected_utf8_topic_v311', (device) => device.socket.write(publishBytes(Buffer.from([0x2f, 0xc3, 0x28])))],
];

test.each(WAYS)('gives the end the reason of the recorded %s', async (fixture, way) => {
  const { login, device } = await target.connected();
  await target.hook.untilEvents(login.clientId, 'client.connected');
  await way(device, login);
  const [event] = await target.hook.untilEvents(login.clientId, 'client.disconnected');
  expect(event?.reason).toBe(recordedEvent(fixture, 'client.disconnected').reason);
  await device.untilClosed();
});

test('calls an invalid filter topic_filter_invalid', async () => {
  const { login, device } = await target.connected();
  await expect(device.subscribe('/tpe/#/input')).resolves.toBe('closed');
  const [event] = await target.hook.untilEvents(login.clientId, 'client.disconnected');
  expect(event?.reason).toBe('topic_filter_invalid');
});

test('ends a connection that stays silent for longer than its keepalive allows', async () => {
  const { login, device } = await target.connected({ keepalive: 1 });
  const [event] = await target.hook.untilEvents(login.clientId, 'client.disconnected');
  expect(event?.reason).toBe('keepalive_timeout');
  await device.untilClosed();
});

test('closes a device that sends more than a megabyte at once, and tells nobody', async () => {
  const { login, device } = await target.connected();
  const topic = `/tpe/${login.clientId}/output`;
  device.send({ cmd: 'publish', topic, payload: Buffer.alloc(1_048_577), qos: 1, messageId: 1, retain: false, dup: false });
  await device.untilClosed();
  const next = await target.open();
  await next.connect(login);
  await target.hook.untilEvents(login.clientId, 'client.connected', 2);
  expect(target.hook.eventsOf(login.clientId).map(({ event }) => event)).toEqual(['client.connected', 'client.connected']);
});

test('takes a message of almost a megabyte', async () => {
  const { login, device } = await target.connected();
  const payload = Buffer.alloc(1_000_000, 'x');
  await expect(device.publish(`/tpe/${login.clientId}/output`, payload)).resolves.toMatchObject({ cmd: 'puback' });
  const [event] = await target.hook.untilEvents(login.clientId, 'message.publish');
  expect(event?.payload_base64).toBe(payload.toString('base64'));
});
