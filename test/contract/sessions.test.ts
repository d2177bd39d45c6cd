import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@tpedm/testkit';
import { callApi } from './support/api.ts';
import { notApplicable, startTarget, type Target } from './support/target.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

const NEW_SESSION = { code: 0, sessionPresent: false };
const KEPT_SESSION = { code: 0, sessionPresent: true };

const sendTo = (clientid: string, payload: string, qos = 1) =>
  callApi(target, 'POST', '/publish', { topic: `/tpe/${clientid}/input`, payload, qos });

const presenceOf = (clientid: string) =>
  target.hook.eventsOf(clientid).flatMap((event) => (event.event === 'client.disconnected' ? [event.reason] : [event.event]));

test.each([
  [true, 'discarded', NEW_SESSION],
  [false, 'takenover', KEPT_SESSION],
] as const)('closes the old connection when a second comes with clean=%s, and calls it %s', async (clean, reason, outcome) => {
  const { login, device: old } = await target.connected({ clean });
  const device = await target.open();
  await expect(device.connect({ ...login, clean })).resolves.toEqual(outcome);
  await old.untilClosed();
  const [first, second] = await target.hook.untilEvents(login.clientId, 'client.connected', 2);
  const [end] = await target.hook.untilEvents(login.clientId, 'client.disconnected');
  expect(end).toMatchObject({ reason, connected_at: first?.connected_at, peername: first?.peername });
  expect(second?.connected_at).toBeGreaterThan(first?.connected_at ?? 0);
  await device.ping();
});

test('keeps subscriptions of a session without clean start, and starts afresh with it', async () => {
  const { login, device } = await target.connected({ clean: false });
  await device.subscribe(`/tpe/${login.clientId}/input`);
  await device.disconnect();

  const back = await target.open();
  await expect(back.connect({ ...login, clean: false })).resolves.toEqual(KEPT_SESSION);
  await sendTo(login.clientId, 'kept');
  await until(() => back.payloads().includes('kept'), { what: 'the resumed session gets its message' });
  await back.disconnect();

  const fresh = await target.open();
  await expect(fresh.connect({ ...login, clean: true })).resolves.toEqual(NEW_SESSION);
  expect((await sendTo(login.clientId, 'lost')).status).toBe(202);
});

test('knows a session again that has no subscription', async () => {
  const { login, device } = await target.connected({ clean: false });
  await device.disconnect();
  const back = await target.open();
  await expect(back.connect({ ...login, clean: false })).resolves.toEqual(KEPT_SESSION);
});

test('keeps messages of QoS 1 for an offline session, in order, and drops those of QoS 0 with the same answer', async () => {
  const { login, device } = await target.connected({ clean: false });
  await device.subscribe(`/tpe/${login.clientId}/input`);
  await device.disconnect();
  for (const [payload, qos] of [
    ['m0', 1],
    ['m1', 1],
    ['dropped', 0],
    ['m2', 1],
  ] as const) {
    expect(await sendTo(login.clientId, payload, qos)).toMatchObject({ status: 200, body: { id: expect.any(String) } });
  }
  const back = await target.open();
  await back.connect({ ...login, clean: false });
  await until(() => back.payloads().length >= 3, { what: 'the queue is delivered' });
  await back.ping();
  expect(back.payloads()).toEqual(['m0', 'm1', 'm2']);
  expect(back.received.findIndex(({ cmd }) => cmd === 'connack')).toBe(0);
});

test('does not deliver again what was acknowledged', async () => {
  const { login, device } = await target.connected({ clean: false });
  await device.subscribe(`/tpe/${login.clientId}/input`);
  await sendTo(login.clientId, 'once');
  await until(() => device.payloads().includes('once'), { what: 'the message is delivered' });
  await device.ping();
  await device.disconnect();
  const back = await target.open();
  await back.connect({ ...login, clean: false });
  await back.ping();
  expect(back.payloads()).toEqual([]);
});

test('delivers again what was sent and not acknowledged', async () => {
  const { login, device } = await target.connected({ clean: false });
  device.acknowledges = false;
  await device.subscribe(`/tpe/${login.clientId}/input`);
  await sendTo(login.clientId, 'again');
  await until(() => device.payloads().includes('again'), { what: 'the message is delivered' });
  device.destroy();
  await target.hook.untilEvents(login.clientId, 'client.disconnected');
  const back = await target.open();
  await back.connect({ ...login, clean: false });
  await until(() => back.payloads().includes('again'), { what: 'the message comes again' });
});

test('keeps a thousand messages for an offline session and drops the oldest beyond', async () => {
  const { login, device } = await target.connected({ clean: false });
  const topic = `/tpe/${login.clientId}/input`;
  await device.subscribe(topic);
  await device.disconnect();
  for (let start = 0; start < 1_100; start += 100) {
    const messages = Array.from({ length: 100 }, (_, index) => ({ topic, payload: String(start + index), qos: 1 }));
    expect((await callApi(target, 'POST', '/publish/bulk', messages)).status).toBe(200);
  }
  const client = await callApi(target, 'GET', `/clients/${login.clientId}`);
  expect(client.body).toMatchObject({ mqueue_len: 1_000, mqueue_dropped: 100, connected: false });
  const back = await target.open();
  await back.connect({ ...login, clean: false });
  await until(() => back.payloads().length >= 1_000, { what: 'the queue is delivered', timeoutMs: 20_000 });
  expect(back.payloads().map(Number)).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 100));
});

test('forgets sessions in a restart and tells nobody of it', async () => {
  if (!target.own) return notApplicable('restart of the broker');
  const { login, device } = await target.connected({ clean: false });
  await device.subscribe(`/tpe/${login.clientId}/input`);
  await target.hook.untilEvents(login.clientId, 'session.subscribed');
  await target.own.restart('SIGTERM');
  await device.untilClosed();
  expect((await callApi(target, 'GET', `/clients/${login.clientId}`)).status).toBe(404);
  const back = await target.open();
  await expect(back.connect({ ...login, clean: false })).resolves.toEqual(NEW_SESSION);
  await target.hook.untilEvents(login.clientId, 'client.connected', 2);
  expect(presenceOf(login.clientId)).toEqual(['client.connected', 'session.subscribed', 'client.connected']);
});

test('ends a takeover storm with one connection and a truth that the events tell', async () => {
  const login = await target.register();
  const attempts = Array.from({ length: 40 }, async (_, index) => {
    const device = await target.open();
    await device.connect({ ...login, clean: index % 3 === 0 });
    return device;
  });
  const devices = await Promise.all(attempts);
  await until(() => devices.filter(({ closed }) => !closed).length === 1, { what: 'one connection is left' });
  const survivor = devices.find(({ closed }) => !closed);
  await survivor?.ping();
  const events = () => target.hook.eventsOf(login.clientId);
  const begun = () => events().flatMap((event) => (event.event === 'client.connected' ? [event] : []));
  const ended = () => events().flatMap((event) => (event.event === 'client.disconnected' ? [event] : []));
  const open = () => begun().filter(({ connected_at }) => !ended().some((end) => end.connected_at === connected_at));
  const openPeers = () => open().map(({ peername }) => peername);
  await until(() => openPeers().length === 1 && openPeers()[0] === survivor?.peername, { what: 'the events leave the survivor' });
  expect(new Set(begun().map(({ connected_at }) => connected_at)).size).toBe(begun().length);
  const { body } = await callApi(target, 'GET', `/clients/${login.clientId}`);
  expect(body).toMatchObject({ connected: true, port: Number(survivor?.peername.split(':').at(-1)) });
  expect(Date.parse((body as { connected_at: string }).connected_at)).toBe(open()[0]?.connected_at);
});
