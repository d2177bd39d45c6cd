import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { callApi } from './support/api.ts';
import { notApplicable, startTarget, type Target } from './support/target.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

const DENIED = 128;

test("grants what lies inside the device's own subtree", async () => {
  const { login, device } = await target.connected();
  const own = ['', '/input', '/+', '/#', '/../dev2/input'].map((rest) => `/tpe/${login.clientId}${rest}`);
  await expect(device.subscribe(...own, `/tpedm/${login.clientId}/#`)).resolves.toEqual([1, 1, 1, 1, 1, 1]);
});

test.each([
  '#',
  '+/#',
  '/#',
  '/tpe/+/input',
  '/tpe/dev2/input',
  '$SYS/#',
  '$SYS/brokers',
  '$share/g//tpe/dev2/input',
  '$queue//tpe/dev2/input',
])('refuses the filter %s and leaves the device connected', async (filter) => {
  const { device } = await target.connected();
  await expect(device.subscribe(filter)).resolves.toEqual([DENIED]);
  await device.ping();
});

test("refuses shared and exclusive subscriptions to the device's own topic too", async () => {
  const { login, device } = await target.connected();
  const own = `/tpe/${login.clientId}/input`;
  await expect(device.subscribe(`$share/g/${own}`, `$queue/${own}`, `$exclusive/${own}`, own.slice(1))).resolves.toEqual([
    DENIED,
    DENIED,
    DENIED,
    DENIED,
  ]);
});

test('grants the others of a packet when one is refused, and delivers to those only', async () => {
  const { login, device } = await target.connected({ clean: false });
  const other = await target.register();
  const own = `/tpe/${login.clientId}/input`;
  await expect(device.subscribe(own, `/tpe/${other.clientId}/input`, `/tpedm/${login.clientId}/#`)).resolves.toEqual([
    1,
    DENIED,
    1,
  ]);
  await device.disconnect();
  const publish = (topic: string) => callApi(target, 'POST', '/publish', { topic, payload: topic, qos: 1 });
  expect((await publish(`/tpe/${other.clientId}/input`)).status).toBe(202);
  expect((await publish(own)).status).toBe(200);
  const again = await target.open();
  await again.connect({ ...login, clean: false });
  await again.ping();
  expect(again.payloads()).toEqual([own]);
});

test('acknowledges a refused publish, keeps the device, delivers nothing and tells the hook nothing', async () => {
  const { login: victim, device: listener } = await target.connected();
  await listener.subscribe(`/tpe/${victim.clientId}/#`);
  const { login, device } = await target.connected();
  const foreign = `/tpe/${victim.clientId}/output`;
  await expect(device.publish(foreign, 'q1')).resolves.toMatchObject({ cmd: 'puback' });
  await expect(device.publish(foreign, 'q2', { qos: 2 })).resolves.toMatchObject({ cmd: 'pubrec' });
  await device.publish(foreign, 'q0', { qos: 0 });
  for (const topic of ['$SYS/brokers/x', '$events/client_connected', 'tpe/x', `$delayed/1/${foreign}`]) {
    await expect(device.publish(topic, 'x')).resolves.toMatchObject({ cmd: 'puback' });
  }
  await device.publish(`/tpe/${login.clientId}/output`, 'own');
  await target.hook.untilEvents(login.clientId, 'message.publish');
  await listener.ping();
  expect(listener.payloads()).toEqual([]);
  const published = target.hook.requests.filter(({ event }) => event.event === 'message.publish');
  expect(published.filter(({ text }) => text.includes(victim.clientId))).toEqual([]);
});

test('lets in a will for a foreign topic, and drops it', async () => {
  const { login: victim, device: listener } = await target.connected();
  await listener.subscribe(`/tpe/${victim.clientId}/#`);
  const login = await target.register();
  const device = await target.open();
  const will = { topic: `/tpe/${victim.clientId}/output`, payload: Buffer.from('will'), qos: 1, retain: false } as const;
  await expect(device.connect({ ...login, will })).resolves.toMatchObject({ code: 0 });
  device.destroy();
  await target.hook.untilEvents(login.clientId, 'client.disconnected');
  await listener.ping();
  expect(listener.payloads()).toEqual([]);
  expect(target.hook.eventsOf(login.clientId).map(({ event }) => event)).toEqual(['client.connected', 'client.disconnected']);
});

test('gives nothing to a device that calls itself dm-web', async () => {
  const { login: victim, device: listener } = await target.connected();
  await listener.subscribe(`/tpe/${victim.clientId}/input`);
  const login = await target.register();
  const impostor = await target.open();
  await expect(impostor.connect({ ...login, username: 'dm-web' })).resolves.toMatchObject({ code: 5 });
  const { device } = await target.connected();
  await device.publish(`/tpe/${victim.clientId}/input`, 'x');
  await device.ping();
  await listener.ping();
  expect(listener.payloads()).toEqual([]);
});

test('takes twenty subscriptions of a session and refuses the next', async () => {
  if (!target.own) return notApplicable('max_subscriptions, set in the broker');
  const { login, device } = await target.connected();
  const topics = Array.from({ length: 21 }, (_, index) => `/tpe/${login.clientId}/topic/${index}`);
  const granted = await device.subscribe(...topics);
  expect(granted).toEqual([...Array.from({ length: 20 }, () => 1), DENIED]);
});
