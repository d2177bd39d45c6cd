import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { callApi } from './support/api.ts';
import { eventFixtures, recordedEvent, shapeOf } from './support/fixtures.ts';
import { startTarget, type Target } from './support/target.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const MESSAGE_ID = /^[0-9A-F]{32}$/;

/** A device that does everything once. */
async function fullLife() {
  const { login, device } = await target.connected();
  await device.subscribe(`/tpe/${login.clientId}/input`);
  await device.publish(`/tpe/${login.clientId}/output`, '{"id":1}');
  await device.disconnect();
  await target.hook.untilEvents(login.clientId, 'client.disconnected');
  return { login, device, events: target.hook.eventsOf(login.clientId) };
}

test('posts events with the fields and types that EMQX posts', async () => {
  const { events } = await fullLife();
  const recorded = [
    recordedEvent('connected_v311_tcp', 'client.connected'),
    recordedEvent('session_subscribed_v311', 'session.subscribed'),
    recordedEvent('output_json', 'message.publish'),
    recordedEvent('disconnected_normal_v311', 'client.disconnected'),
  ];
  expect(events.map(shapeOf)).toEqual(recorded.map(shapeOf));
});

test('posts with the headers that EMQX sends, in its order, and the bearer token', async () => {
  const { login } = await fullLife();
  const [recorded] = eventFixtures().get('output_json')?.requests ?? [];
  const requests = target.hook.requests.filter(({ event }) => event.clientid === login.clientId);
  expect(requests).toHaveLength(4);
  for (const { method, url, headers, text, event } of requests) {
    expect([method, url]).toEqual(['POST', '/emqx/events']);
    expect(headers.map(([name]) => name)).toEqual(recorded?.headers.map(([name]) => name));
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-event': event.event,
      'x-event-id': event.event_id,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
      authorization: `Bearer ${target.hookToken}`,
    });
  }
});

test('says when, who and where as EMQX does', async () => {
  const before = Date.now();
  const { login, device, events } = await fullLife();
  const [connected, ready, output, disconnected] = events;
  expect(connected).toMatchObject({
    event_id: expect.stringMatching(UUID),
    proto_name: 'MQTT',
    proto_ver: 4,
    expiry_interval: 0,
  });
  expect(connected?.timestamp).toBeGreaterThanOrEqual(before);
  expect(ready).toMatchObject({ event_id: expect.stringMatching(UUID), topic: `/tpe/${login.clientId}/input`, qos: 1 });
  expect(output).toMatchObject({
    event_id: expect.stringMatching(MESSAGE_ID),
    id: output?.event_id,
    pub_props: { 'User-Property': {} },
  });
  expect(disconnected).toMatchObject({ reason: 'normal', peername: device.peername });
  expect(disconnected?.connected_at).toBe(connected?.connected_at);
  expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(4);
});

test('carries every byte of a payload, and none', async () => {
  const { login, device } = await target.connected();
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  await device.publish(`/tpe/${login.clientId}/output`, everyByte);
  await device.publish(`/tpedm/${login.clientId}/output`, '', { qos: 0, retain: true });
  await device.publish(`/tpe/${login.clientId}/output`, 'again', { dup: true });
  const outputs = await target.hook.untilEvents(login.clientId, 'message.publish', 3);
  expect(outputs).toMatchObject([
    { payload_base64: everyByte.toString('base64'), qos: 1, retain: false },
    { payload_base64: '', qos: 0, retain: true, topic: `/tpedm/${login.clientId}/output` },
    { dup: false },
  ]);
});

test('reports a message of QoS 2 once, although the device repeats it', async () => {
  const { login, device } = await target.connected();
  const message = {
    cmd: 'publish',
    topic: `/tpe/${login.clientId}/output`,
    payload: 'two',
    qos: 2,
    messageId: 7,
    retain: false,
  } as const;
  device.send({ ...message, dup: false });
  device.send({ ...message, dup: true });
  device.send({ cmd: 'pubrel', messageId: 7 });
  await device.ping();
  await device.publish(`/tpe/${login.clientId}/output`, 'marker');
  const outputs = await target.hook.untilEvents(login.clientId, 'message.publish', 2);
  expect(outputs.map(({ payload_base64 }) => Buffer.from(payload_base64, 'base64').toString())).toEqual(['two', 'marker']);
});

test('says nothing of messages on other topics of the device', async () => {
  const { login, device } = await target.connected();
  await device.publish(`/tpe/${login.clientId}/telemetry`, 'x');
  await device.publish(`/tpe/${login.clientId}/output`, 'marker');
  await target.hook.untilEvents(login.clientId, 'message.publish');
  expect(target.hook.eventsOf(login.clientId)).toHaveLength(2);
});

test('reports readiness for each input filter, at each SUBSCRIBE, and for no other', async () => {
  const { login, device } = await target.connected();
  const id = login.clientId;
  await device.subscribe(`/tpe/${id}/input`, `/tpe/${id}/other`, `/tpedm/${id}/input`);
  await device.subscribe(`/tpe/${id}/input`);
  await device.subscribe(`/tpe/${id}/#`);
  await device.subscribe(`/tpe/${id}/+`, '/tpe/dev2/input');
  await device.publish(`/tpe/${id}/output`, 'marker');
  await target.hook.untilEvents(id, 'message.publish');
  const topics = target.hook.eventsOf(id).flatMap((event) => (event.event === 'session.subscribed' ? [event.topic] : []));
  expect(topics.toSorted()).toEqual([
    `/tpe/${id}/#`,
    `/tpe/${id}/+`,
    `/tpe/${id}/input`,
    `/tpe/${id}/input`,
    `/tpedm/${id}/input`,
  ]);
});

test('does not report readiness when a session is resumed', async () => {
  const { login, device } = await target.connected({ clean: false });
  await device.subscribe(`/tpe/${login.clientId}/input`);
  await device.disconnect();
  const back = await target.open();
  await back.connect({ ...login, clean: false });
  const [, second] = await target.hook.untilEvents(login.clientId, 'client.connected', 2);
  expect(second).toMatchObject({ clean_start: false, expiry_interval: 7_200 });
  await back.disconnect();
  await target.hook.untilEvents(login.clientId, 'client.disconnected', 2);
  expect(target.hook.eventsOf(login.clientId).filter(({ event }) => event === 'session.subscribed')).toHaveLength(1);
});

test('reports a will before the end of its connection', async () => {
  const login = await target.register();
  const device = await target.open();
  const topic = `/tpe/${login.clientId}/output`;
  await device.connect({ ...login, will: { topic, payload: Buffer.from('gone'), qos: 1, retain: false } });
  device.destroy();
  await target.hook.untilEvents(login.clientId, 'client.disconnected');
  const [, will, end] = target.hook.eventsOf(login.clientId);
  expect(will).toMatchObject({ event: 'message.publish', topic, payload_base64: Buffer.from('gone').toString('base64') });
  expect(shapeOf(will)).toEqual(shapeOf(recordedEvent('will_message', 'message.publish')));
  expect(end).toMatchObject({ event: 'client.disconnected', reason: 'tcp_closed' });
});

test('keeps a will to itself when the device says goodbye', async () => {
  const login = await target.register();
  const device = await target.open();
  await device.connect({
    ...login,
    will: { topic: `/tpe/${login.clientId}/output`, payload: Buffer.from('gone'), qos: 1, retain: false },
  });
  await device.disconnect();
  await target.hook.untilEvents(login.clientId, 'client.disconnected');
  expect(target.hook.eventsOf(login.clientId).map(({ event }) => event)).toEqual(['client.connected', 'client.disconnected']);
});

test('reports an output that came by REST, from whoever the request names', async () => {
  const { clientId } = await target.register();
  const topic = `/tpe/${clientId}/output`;
  await callApi(target, 'POST', '/publish', { topic, payload: 'x', qos: 1 });
  await callApi(target, 'POST', '/publish', { topic, payload: 'x', clientid: `fake-${clientId}` });
  const [fake] = await target.hook.untilEvents(`fake-${clientId}`, 'message.publish');
  expect(fake).toMatchObject({ topic, username: 'undefined' });
  const byApi = target.hook.eventsOf('http_api').find((event) => event.event === 'message.publish' && event.topic === topic);
  expect(shapeOf(byApi)).toEqual(shapeOf(recordedEvent('publish_by_api_to_output', 'message.publish')));
  expect(byApi).toMatchObject({ username: 'undefined', dup: false });
});
