import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Device, LOST_WITHOUT_EVENT } from '@tpedm/domain';
import {
  type Api,
  connectFakeGateway,
  type FakeGateway,
  freePort,
  type Standalone,
  startStandalone,
  until,
} from '@tpedm/testkit';

let tpedm: Standalone;
let api: Api;
let workerPort: number;
const gateways: FakeGateway[] = [];

beforeAll(async () => {
  workerPort = await freePort();
  const env = { BROKER_FAULTS: '1', RECONCILE_EVERY_MS: '200', WORKER_PORT: String(workerPort) };
  tpedm = await startStandalone({ env });
  api = await tpedm.api();
}, 90_000);
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close({ force: true })));
  await tpedm?.remove();
});

/** Lets the broker lose every event of a kind from now on, as EMQX does when a buffer overflows. */
async function lose(event: string): Promise<void> {
  const [apiKey = ''] = readFileSync(join(tpedm.home, 'secrets/emqx/api-keys'), 'utf8').split(':administrator');
  const response = await fetch(`http://127.0.0.1:${tpedm.ports.BROKER_API_PORT}/api/v5/_test/faults`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(apiKey)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'lose', event, count: 1_000_000 }),
  });
  expect(response.status).toBe(204);
}

async function connect(clientid: string): Promise<FakeGateway> {
  const gateway = await connectFakeGateway({ url: tpedm.mqttUrl, credentials: await api.register(clientid) });
  gateways.push(gateway);
  return gateway;
}

const listed = async () => {
  const { items } = (await api.request<{ items: Device[] }>('GET', '/devices')).body;
  return new Map(items.map((device) => [device.clientid, device]));
};
const untilListed = (clientid: string, status: string) =>
  until(async () => [(await listed()).get(clientid)].find((device) => device?.presence.status === status), {
    what: `${clientid} is listed as ${status}`,
  });

const kindsOf = async (clientid: string): Promise<string[]> => {
  const { body } = await api.request<{ items: { kind: string }[] }>('GET', `/devices/${clientid}/events`);
  return body.items.map(({ kind }) => kind);
};

async function repairs(kind: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${workerPort}/metrics`)).text();
  return Number(new RegExp(`^tpedm_presence_repairs_total\\{.*kind="${kind}".*\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
}
/** They are counted right after they are stored. */
const untilRepairs = (kind: string, count: number) =>
  until(async () => (await repairs(kind)) === count, { what: `${count} repairs to ${kind} are counted` });

test('the list becomes right although no event of a connection ever arrives, and says how it knows', async () => {
  for (const event of ['client.connected', 'session.subscribed', 'client.disconnected']) await lose(event);
  expect([await repairs('online'), await repairs('offline')]).toEqual([0, 0]);

  const [staying, leaving] = [await connect('staying'), await connect('leaving')];
  for (const clientid of ['staying', 'leaving']) {
    const { presence } = await untilListed(clientid, 'online');
    expect(presence.evidence).toMatchObject({ event: 'client.connected', source: 'reconcile', eventId: null });
  }
  await untilRepairs('online', 2);

  await until(async () => (await listed()).get('staying')?.ready, { what: 'its subscription is found' });
  const { id } = await api.send('staying', { method: 'GET', path: '/system/time' });
  await until(async () => (await api.command(id)).state === 'succeeded', { what: 'it can be commanded' });
  expect(staying.requests.map(({ requestId }) => requestId)).toContain(id);

  await leaving.close({ force: true });
  const { presence } = await untilListed('leaving', 'offline');
  expect(presence.reason).toBe(LOST_WITHOUT_EVENT);
  expect(presence.evidence).toMatchObject({ event: 'client.disconnected', source: 'reconcile', eventId: null });
  await untilRepairs('offline', 1);
  expect((await listed()).get('staying')?.presence.status).toBe('online');
  const reported = (await kindsOf('leaving')).filter((kind) => /^(client|session|reconcile)\./.test(kind));
  expect(reported).toEqual(['reconcile.offline', 'reconcile.online']);
});
