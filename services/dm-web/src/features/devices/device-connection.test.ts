import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type FakeEmqxApi, startFakeEmqxApi } from '@tpedm/testkit';
import supertest from 'supertest';
import { createWebHarness, type WebHarness } from '../../../test/web-harness.ts';

let emqx: FakeEmqxApi;
let web: WebHarness;

beforeAll(async () => {
  emqx = await startFakeEmqxApi();
  web = await createWebHarness({ BROKER_API_URL: emqx.url, BROKER_API_KEY: emqx.apiKey, PUBLIC_HOST: '' });
  await web.as('operator')('post', '/devices').send({ clientid: 'gw', username: 'gateway' });
});
afterAll(async () => {
  await web?.close();
  await emqx?.stop();
});
beforeEach(() => {
  emqx.failWith = null;
  emqx.clients.clear();
});

const connection = () => web.as('viewer')('get', '/devices/gw/connection');

test.each([']', 'a b', '[::1', 'x:99999'])('refuses the host %j of a request', async (host) => {
  await web.as('operator')('post', '/devices').send({ clientid: 'gw-host' });
  const { status, body } = await web.as('viewer')('get', '/devices/gw-host/connection').set('host', host);
  expect([status, body.error.code, body.error.details]).toEqual([400, 'VALIDATION_FAILED', { field: 'Host' }]);
});

test('takes the host from the request where none is configured', async () => {
  const { body } = await supertest(web.url)
    .get('/api/v1/devices/gw/connection')
    .set('authorization', `Bearer ${web.users.viewer.token}`)
    .set('host', 'gateways.example.net:8443');
  expect(body).toEqual({
    settings: {
      host: 'gateways.example.net',
      mqttPort: 1883,
      mqttTlsPort: 8883,
      inputTopic: '/tpe/gw/input',
      outputTopic: '/tpe/gw/output',
      caCertificateUrl: 'http://gateways.example.net:8443/ca.crt',
      username: 'gateway',
    },
    live: null,
  });
});

test('gives the certificate at the address that the settings name', async () => {
  const { body } = await connection();
  const certificate = await fetch(body.settings.caCertificateUrl);
  expect(await certificate.text()).toMatch(/^-----BEGIN CERTIFICATE-----/);
});

test('names the topics of the root under which the device listens', async () => {
  await web.database.db('device_presence').where('clientid', 'gw').update({ input_root: 'tpedm' });
  expect((await connection()).body.settings).toMatchObject({ inputTopic: '/tpedm/gw/input', outputTopic: '/tpedm/gw/output' });
});

test('shows the session as the broker sees it now', async () => {
  const connectedAtMs = Date.parse('2026-03-01T08:00:00.123Z');
  emqx.clients.set('gw', { clientid: 'gw', connectedAtMs, subscriptions: ['/tpe/gw/input'] });
  expect((await connection()).body.live).toEqual({
    connected: true,
    ipAddress: '127.0.0.1',
    port: 50_000,
    protocol: 'MQTT 3.1.1',
    keepaliveSeconds: 60,
    cleanStart: false,
    connectedAt: '2026-03-01T08:00:00.123Z',
    disconnectedAt: null,
    listener: 'tcp:default',
    subscriptions: [{ topic: '/tpe/gw/input', qos: 1 }],
    queuedMessages: 0,
    inflightMessages: 0,
    receivedBytes: 120,
    sentBytes: 80,
    node: 'emqx@127.0.0.1',
  });
});

test('gives the settings all the same when the broker cannot be asked, and says why there is no more', async () => {
  emqx.failWith = 500;
  const { status, body } = await connection();
  expect([status, body.live, body.liveError.code]).toEqual([200, null, 'BROKER_UNAVAILABLE']);
  expect(body.settings.username).toBe('gateway');
});

test('tells the history, newest first, page by page', async () => {
  await web.as('operator')('post', '/devices/gw/disable');
  await web.database.db('device_event').insert({
    event_id: '00000000-0000-4000-8000-000000000001',
    occurred_at: new Date(Date.now() + 60_000),
    clientid: 'gw',
    kind: 'client.connected',
    detail: { peername: '10.0.0.9:51000' },
  });
  const first = await web.as('viewer')('get', '/devices/gw/events?limit=2');
  expect(first.body.items.map(({ summary }: { summary: string }) => summary)).toEqual([
    'Connected from 10.0.0.9:51000',
    expect.stringMatching(/^Disabled by an-operator/),
  ]);
  expect(first.body.total).toBe(3);
  const rest = await web.as('viewer')('get', `/devices/gw/events?limit=2&cursor=${first.body.nextCursor}`);
  expect(rest.body.items).toEqual([
    {
      eventId: expect.any(String),
      kind: 'device.created',
      at: expect.any(String),
      summary: expect.stringMatching(/^Registered by an-operator/),
      detail: { by: expect.any(String) },
    },
  ]);
  expect(rest.body.nextCursor).toBeNull();
  expect((await web.as('viewer')('get', '/devices/gw/events?cursor=x')).body.error.code).toBe('INVALID_CURSOR');
});
