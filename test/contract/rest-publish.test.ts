import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@tpedm/testkit';
import { callApi } from './support/api.ts';
import { restFixture } from './support/fixtures.ts';
import { startTarget, type Target } from './support/target.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

const MESSAGE_ID = /^[0-9A-F]{32}$/;
const NOBODY = { status: 202, body: restFixture('publish_no_subscriber').body };

async function subscribed() {
  const { login, device } = await target.connected();
  await device.subscribe(`/tpe/${login.clientId}/input`);
  return { topic: `/tpe/${login.clientId}/input`, device };
}

async function post(path: string, body: unknown) {
  const { status, body: answer } = await callApi(target, 'POST', path, body);
  return { status, body: answer };
}

test('publishes to whoever is subscribed, and says when nobody is', async () => {
  const { topic, device } = await subscribed();
  const answer = await post('/publish', { topic, payload: 'hello', qos: 1, retain: false });
  expect(answer).toEqual({ status: 200, body: { id: expect.stringMatching(MESSAGE_ID) } });
  await until(() => device.payloads().includes('hello'), { what: 'the message is delivered' });
  expect(await post('/publish', { topic: '/tpe/ghost/input', payload: 'x', qos: 1 })).toEqual(NOBODY);
});

test('reaches a device through a filter of its own', async () => {
  const { login, device } = await target.connected();
  await device.subscribe(`/tpedm/${login.clientId}/#`, `/tpedm/${login.clientId}/+`);
  expect((await post('/publish', { topic: `/tpedm/${login.clientId}/input`, payload: 'once', qos: 1 })).status).toBe(200);
  await until(() => device.payloads().length > 0, { what: 'the message is delivered' });
  await device.ping();
  expect(device.payloads()).toEqual(['once']);
});

test('reaches nobody after UNSUBSCRIBE', async () => {
  const { topic, device } = await subscribed();
  device.send({ cmd: 'unsubscribe', messageId: device.nextMessageId(), unsubscriptions: [topic] });
  await until(() => device.find('unsuback'), { what: 'UNSUBACK' });
  expect(await post('/publish', { topic, payload: 'x' })).toEqual(NOBODY);
});

test('decodes a payload in base64', async () => {
  const { topic, device } = await subscribed();
  const payload = Buffer.from('größe').toString('base64');
  expect((await post('/publish', { topic, payload, payload_encoding: 'base64', qos: 1 })).status).toBe(200);
  await until(() => device.payloads().includes('größe'), { what: 'the message is delivered' });
});

test.each([
  ['publish_wildcard', { topic: '/tpe/+/input', payload: 'x' }],
  ['publish_bad_base64', { topic: '/tpe/dev1/input', payload: '***', payload_encoding: 'base64' }],
  ['publish_2MB', { topic: '/tpe/dev1/input', payload: 'x'.repeat(2_000_000) }],
])('refuses what MQTT cannot carry word for word: %s', async (fixture, body) => {
  const recorded = restFixture(fixture);
  expect(await post('/publish', body)).toEqual({ status: recorded.status, body: recorded.body });
});

const codeOf = (body: unknown): unknown => (body as { code?: string }).code;
const faultOf = (body: unknown): object => JSON.parse((body as { message: string }).message);

test.each([
  ['publish_missing_topic', { payload: 'x' }],
  ['publish_missing_payload', { topic: '/tpe/dev1/input' }],
  ['publish_object_payload', { topic: '/tpe/dev1/input', payload: { a: 1 } }],
  ['publish_bad_qos', { topic: '/tpe/dev1/input', payload: 'x', qos: 5 }],
  ['publish_unknown_field', { topic: '/tpe/dev1/input', payload: 'x', nosuch: 1 }],
])('refuses a body that is not right, and names the field: %s', async (fixture, body) => {
  const recorded = restFixture(fixture);
  const answer = await post('/publish', body);
  expect([answer.status, codeOf(answer.body)]).toEqual([recorded.status, codeOf(recorded.body)]);
  expect(faultOf(answer.body)).toMatchObject({
    path: (faultOf(recorded.body) as { path: string }).path,
    kind: 'validation_error',
  });
});

test.each([
  ['publish_bad_json', '{"topic":', 'application/json'],
  ['publish_empty_body', '', 'application/json'],
  ['publish_no_content_type', '{"topic":"/tpe/dev1/input","payload":"x"}', null],
])('refuses %s', async (fixture, text, contentType) => {
  const recorded = restFixture(fixture);
  const { status, body } = await callApi(target, 'POST', '/publish', text, { contentType });
  expect([status, codeOf(body)]).toEqual([recorded.status, codeOf(recorded.body)]);
});

test('publishes many at once and answers in order', async () => {
  const { topic, device } = await subscribed();
  const all = await post('/publish/bulk', [
    { topic, payload: '1', qos: 1 },
    { topic, payload: '2', qos: 1 },
  ]);
  expect(all).toEqual({
    status: 200,
    body: [{ id: expect.stringMatching(MESSAGE_ID) }, { id: expect.stringMatching(MESSAGE_ID) }],
  });
  const mixed = await post('/publish/bulk', [
    { topic, payload: '3', qos: 1 },
    { topic: '/tpe/ghost/input', payload: 'x' },
  ]);
  expect(mixed).toEqual({ status: 202, body: [{ id: expect.stringMatching(MESSAGE_ID) }, NOBODY.body] });
  await until(() => device.payloads().length === 3, { what: 'the messages are delivered' });
  expect(device.payloads()).toEqual(['1', '2', '3']);
});

test.each([
  ['publish_bulk_one_invalid', { topic: '/tpe/+/input', payload: 'bad' }],
  ['publish_bulk_one_missing_payload', { topic: '/tpe/dev1/input' }],
])('publishes nothing of a list with one that is wrong: %s', async (fixture, wrong) => {
  const { topic, device } = await subscribed();
  const answer = await post('/publish/bulk', [{ topic, payload: 'ok', qos: 1 }, wrong]);
  const recorded = restFixture(fixture);
  expect([answer.status, codeOf(answer.body)]).toEqual([recorded.status, codeOf(recorded.body)]);
  await device.ping();
  expect(device.payloads()).toEqual([]);
});

test('answers 500 to an empty list, as EMQX does', async () => {
  expect(await post('/publish/bulk', [])).toMatchObject({ status: 500, body: { code: 'INTERNAL_ERROR' } });
});
