import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Api, connectFakeGateway, type FakeGateway, type Standalone, startStandalone, until } from '@tpedm/testkit';
import { connectAsync } from 'mqtt';

let tpedm: Standalone;
let api: Api;
let victim: FakeGateway;
let attacker: FakeGateway;

beforeAll(async () => {
  tpedm = await startStandalone();
  api = await tpedm.api();
  const [victimLogin, attackerLogin] = [await api.register('victim'), await api.register('attacker')];
  victim = await connectFakeGateway({ url: tpedm.mqttUrl, credentials: victimLogin, respond: () => null });
  attacker = await connectFakeGateway({ url: tpedm.mqttUrl, credentials: attackerLogin, respond: () => null });
  await until(async () => (await api.device('victim')).ready && (await api.device('attacker')).ready, { what: 'both are ready' });
}, 90_000);
afterAll(async () => {
  await victim?.close();
  await attacker?.close();
  await tpedm?.remove();
});

test.each([
  '#',
  '+/#',
  '/tpe/victim/#',
  '/tpe/victim/input',
  '/tpe/+/input',
  '/tpedm/victim/output',
  '$SYS/#',
  '$share/group//tpe/attacker/input',
])('a device may not subscribe to %s', async (filter) => {
  // In MQTT 3.1.1 a refused subscription is acknowledged with 128.
  await expect(attacker.client.subscribeAsync(filter, { qos: 1 })).rejects.toThrow(/Subscribe error|Unspecified error|128/i);
  expect(attacker.client.connected).toBe(true);
});

test("a device's answer never finishes another device's command, on whichever topic it is published", async () => {
  const command = await api.send('victim', { method: 'GET', path: '/device/time' });
  await until(() => victim.requests.some(({ requestId }) => requestId === command.id), { what: 'the victim got the request' });

  const forged = JSON.stringify({ 'request-id': command.id, state: 200, payload: { forged: true } });
  await attacker.client.publishAsync('/tpe/victim/output', forged, { qos: 1 });
  await attacker.client.publishAsync('/tpe/attacker/output', forged, { qos: 1 });
  await attacker.client.publishAsync('/tpe/attacker/../victim/output', forged, { qos: 1 });
  await until(async () => (await eventsOf('attacker')).some((kind) => kind === 'message.publish'), {
    what: 'the forged answer was seen',
  });
  expect(await api.command(command.id)).toMatchObject({ state: 'sent', response: null });

  await victim.publish({ 'request-id': command.id, state: 200, payload: { data: 'the truth' } });
  const final = await until(
    async () => {
      const now = await api.command(command.id);
      return now.state === 'succeeded' ? now : null;
    },
    { what: 'the real answer arrived' },
  );
  expect(final.response).toEqual({ data: 'the truth' });
});

async function eventsOf(clientid: string): Promise<string[]> {
  const { body } = await api.request<{ items: { kind: string }[] }>('GET', `/devices/${clientid}/events`);
  return body.items.map(({ kind }) => kind);
}

test.each([
  ['disable', async (clientid: string) => api.request('POST', `/devices/${clientid}/disable`)],
  ['delete', async (clientid: string) => api.request('DELETE', `/devices/${clientid}`)],
  ['new credentials', async (clientid: string) => api.request('POST', `/devices/${clientid}/credentials`, {})],
])('%s cuts the live session, and the old login is refused', async (name, act) => {
  const clientid = `cut-${name.replaceAll(' ', '-')}`;
  const login = await api.register(clientid);
  const device = await connectFakeGateway({ url: tpedm.mqttUrl, credentials: login });
  await act(clientid);
  await until(() => !device.client.connected, { what: 'the session is cut', timeoutMs: 1_000 });
  const again = connectAsync(tpedm.mqttUrl, {
    clientId: clientid,
    username: login.username,
    password: login.password,
    reconnectPeriod: 0,
  });
  await expect(again).rejects.toThrow(/not authorized|bad user/i);
});

test.each([
  ['a wrong password', { username: 'victim', password: 'wrong-password' }],
  ['another user name', { username: 'dm-web', password: 'x' }],
  ['no login at all', {}],
])('%s is refused, and the device that is connected stays', async (_name, login) => {
  const attempt = connectAsync(tpedm.mqttUrl, { clientId: 'victim', reconnectPeriod: 0, ...login });
  await expect(attempt).rejects.toThrow(/not authorized|bad user/i);
  expect(victim.client.connected).toBe(true);
});
