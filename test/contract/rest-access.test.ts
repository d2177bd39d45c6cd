import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { callApi } from './support/api.ts';
import { restFixture, shapeOf } from './support/fixtures.ts';
import { startTarget, type Target } from './support/target.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;

test.each([
  ['unauthorized_no_header', null],
  ['unauthorized_bad_key', basic('nobody:secret')],
  ['unauthorized_bearer', 'Bearer x'],
])('refuses a request without a right key: %s', async (fixture, authorization) => {
  const recorded = restFixture(fixture);
  const { status, body, headers } = await callApi(target, 'GET', '/clients', undefined, { authorization });
  expect({ status, body }).toEqual({ status: recorded.status, body: recorded.body });
  expect(headers.get('www-authenticate')).toBe('Basic Realm="emqx-dashboard"');
});

test('refuses a wrong secret as it refuses a wrong key', async () => {
  const authorization = basic(`${target.apiKey.split(':')[0]}:wrong`);
  const { status, body } = await callApi(target, 'GET', '/clients', undefined, { authorization });
  expect({ status, body }).toEqual({ status: 401, body: restFixture('unauthorized_bad_secret').body });
});

test('needs a key to kick', async () => {
  const { login, device } = await target.connected();
  const { status } = await callApi(target, 'DELETE', `/clients/${login.clientId}`, undefined, { authorization: null });
  expect(status).toBe(401);
  await device.ping();
});

test('does not know other paths, and says which method a known path takes', async () => {
  const unknown = await callApi(target, 'GET', '/nosuch');
  expect([unknown.status, unknown.headers.get('content-type')]).toEqual([404, expect.stringContaining('text/html')]);
  const method = await callApi(target, 'PUT', '/publish', {});
  expect([method.status, method.headers.get('allow'), method.text]).toEqual([405, 'POST', '']);
});

test('tells its status to anybody', async () => {
  const text = await callApi(target, 'GET', '/status', undefined, { authorization: null });
  expect(text.status).toBe(200);
  expect(text.text).toMatch(/^Node \S+ is started\nemqx is running$/);
  expect(text.headers.get('content-type')).toBe('text/plain');
  const json = await callApi(target, 'GET', '/status?format=json', undefined, { authorization: null });
  expect(shapeOf(json.body)).toEqual(shapeOf(restFixture('status_json').body));
});

test.each([
  ['/stats', 'stats'],
  ['/stats?aggregate=true', 'stats_aggregate'],
  ['/actions/http:dm_webhook/metrics', 'action_metrics'],
])('answers GET %s in the form of EMQX', async (path, fixture) => {
  const { status, body, headers } = await callApi(target, 'GET', path);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/json');
  expect(shapeOf(body)).toEqual(shapeOf(restFixture(fixture).body));
});

test('has zeros for an action that it does not know', async () => {
  const { status, body } = await callApi(target, 'GET', '/actions/http:nope/metrics');
  expect(status).toBe(200);
  expect(body).toMatchObject({ metrics: { matched: 0, success: 0 } });
});
