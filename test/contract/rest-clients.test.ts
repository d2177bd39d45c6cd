import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createEmqxClient } from '@tpedm/emqx-client';
import { until } from '@tpedm/testkit';
import { callApi } from './support/api.ts';
import { restFixture, shapeOf } from './support/fixtures.ts';
import { startTarget, type Target } from './support/target.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

type Page = { data: { clientid: string }[]; meta: { count: number; hasnext?: boolean; cursor?: string } };
const idsOf = (page: Page): string[] => page.data.map(({ clientid }) => clientid);

async function get<T>(path: string): Promise<T> {
  const { status, body } = await callApi(target, 'GET', path);
  expect(status).toBe(200);
  return body as T;
}

async function offlineSession() {
  const { login, device } = await target.connected({ clean: false });
  await device.subscribe(`/tpe/${login.clientId}/input`);
  await device.disconnect();
  await target.hook.untilEvents(login.clientId, 'client.disconnected');
  return login;
}

test('shows a connected client with the fields and types that EMQX has', async () => {
  const { login, device } = await target.connected();
  await device.subscribe(`/tpe/${login.clientId}/input`);
  const [event] = await target.hook.untilEvents(login.clientId, 'client.connected');
  const client = await get<Record<string, unknown>>(`/clients/${login.clientId}`);
  expect(shapeOf(client)).toEqual(shapeOf(restFixture('client_connected_v311').body));
  expect(client).toMatchObject({ connected: true, username: login.username, subscriptions_cnt: 1, listener: 'tcp:default' });
  expect(Date.parse(String(client.connected_at))).toBe(event?.connected_at);
  expect(String(client.connected_at)).toMatch(/\+00:00$/);
});

test('counts the bytes of a connection', async () => {
  const { login, device } = await target.connected();
  await device.subscribe(`/tpe/${login.clientId}/input`);
  const CONNACK_AND_SUBACK_BYTES = 9;
  // EMQX brings its figures up to date now and then
  const client = await until(
    async () => {
      const now = await get<{ send_oct: number; recv_oct: number }>(`/clients/${login.clientId}`);
      return now.send_oct >= CONNACK_AND_SUBACK_BYTES ? now : null;
    },
    { what: 'the acknowledgements are counted' },
  );
  expect(client.send_oct).toBe(CONNACK_AND_SUBACK_BYTES);
  expect(client.recv_oct).toBeGreaterThan(login.clientId.length + `/tpe/${login.clientId}/input`.length);
});

/** Figures of the connection are there right after its end, and gone a little later. */
const TRAFFIC = ['recv_oct', 'send_oct', 'recv_cnt', 'send_cnt'];
const withoutTraffic = (client: unknown): object =>
  Object.fromEntries(Object.entries(client as object).filter(([name]) => !TRAFFIC.includes(name)));

test('shows an offline session with the fields and types that EMQX has', async () => {
  const { clientId } = await offlineSession();
  const client = await get<Record<string, unknown>>(`/clients/${clientId}`);
  expect(shapeOf(client)).toMatchObject(shapeOf(withoutTraffic(restFixture('client_disconnected_persistent').body)) as object);
  expect(client).toMatchObject({ connected: false, is_persistent: true, expiry_interval: 7_200 });
});

test.each(['nobody', 'a%2Fb', 'nobody/subscriptions'])('does not know the client %s', async (path) => {
  const { status, body } = await callApi(target, 'GET', `/clients/${path}`);
  expect({ status, body }).toEqual({ status: 404, body: restFixture('client_unknown').body });
});

test('lists subscriptions, of an offline session too', async () => {
  const { clientId } = await offlineSession();
  const subscriptions = await get<unknown[]>(`/clients/${clientId}/subscriptions`);
  expect(shapeOf(subscriptions)).toEqual(shapeOf(restFixture('client_subscriptions_offline').body));
  expect(subscriptions).toMatchObject([{ clientid: clientId, topic: `/tpe/${clientId}/input`, qos: 1 }]);
});

test('kicks a connected client once', async () => {
  const { login, device } = await target.connected({ clean: false });
  expect(await callApi(target, 'DELETE', `/clients/${login.clientId}`)).toMatchObject({ status: 204, text: '' });
  await device.untilClosed();
  const again = await callApi(target, 'DELETE', `/clients/${login.clientId}`);
  expect({ status: again.status, body: again.body }).toEqual({ status: 404, body: restFixture('kick_again').body });
  const back = await target.open();
  await expect(back.connect({ ...login, clean: false })).resolves.toMatchObject({ sessionPresent: false });
});

test('ends an offline session without an event', async () => {
  const { clientId } = await offlineSession();
  expect((await callApi(target, 'DELETE', `/clients/${clientId}`)).status).toBe(204);
  expect((await callApi(target, 'GET', `/clients/${clientId}`)).status).toBe(404);
  expect(target.hook.eventsOf(clientId).filter(({ event }) => event === 'client.disconnected')).toHaveLength(1);
});

test('kicks many at once, unknown ones and none included', async () => {
  const [first, second] = [await target.connected(), await target.connected()];
  const kickout = (body: unknown) => callApi(target, 'POST', '/clients/kickout/bulk', body);
  expect((await kickout([first.login.clientId, 'nobody', second.login.clientId])).status).toBe(204);
  await Promise.all([first.device.untilClosed(), second.device.untilClosed()]);
  expect((await kickout([])).status).toBe(204);
  expect(await kickout({ a: 1 })).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
});

test('pages through clients, and says whether there is more', async () => {
  const logins = [await target.connected(), await target.connected(), await target.connected()].map(
    ({ login }) => login.clientId,
  );
  const filter = logins.map((id) => `clientid=${id}`).join('&');
  const first = await get<Page>(`/clients?limit=2&page=1&${filter}`);
  const second = await get<Page>(`/clients?limit=2&page=2&${filter}`);
  expect(first.meta).toEqual({ count: 3, hasnext: true, limit: 2, page: 1 });
  expect(second.meta).toEqual({ count: 3, hasnext: false, limit: 2, page: 2 });
  expect([...idsOf(first), ...idsOf(second)].toSorted()).toEqual(logins.toSorted());
  expect(await get<Page>(`/clients?limit=2&page=9&${filter}`)).toMatchObject({ data: [], meta: { count: 3, hasnext: false } });
});

test('filters clients and cuts them down to the wanted fields', async () => {
  const { login: online } = await target.connected();
  const offline = await offlineSession();
  const both = `clientid=${online.clientId}&clientid=${offline.clientId}`;
  expect(idsOf(await get<Page>(`/clients?${both}&conn_state=disconnected`))).toEqual([offline.clientId]);
  expect(idsOf(await get<Page>(`/clients?username=${online.username}`))).toEqual([online.clientId]);
  expect(idsOf(await get<Page>(`/clients?like_clientid=${online.clientId.slice(1)}`))).toEqual([online.clientId]);
  expect(idsOf(await get<Page>(`/clients?${both}&ip_address=10.99.99.99`))).toEqual([]);
  expect(idsOf(await get<Page>(`/clients?${both}&gte_connected_at=${Date.now() + 60_000}&nosuch=1`))).toEqual([]);
  const narrow = await get<{ data: object[] }>(`/clients?clientid=${online.clientId}&fields=clientid,connected`);
  expect(narrow.data).toEqual([{ clientid: online.clientId, connected: true }]);
});

test.each([
  ['clients?limit=0', 'clients_limit0'],
  ['clients?limit=20000', 'clients_limit_too_big'],
  ['clients?page=0', 'clients_page0'],
  ['clients?conn_state=zzz', 'clients_bad_conn_state'],
  ['clients?ip_address=127.0.0.1:1', 'clients_filter_ip'],
  ['clients_v2?cursor=zzz', 'clients_v2_bad_cursor'],
])('refuses GET /%s as EMQX does', async (path, fixture) => {
  const { status, body } = await callApi(target, 'GET', `/${path}`);
  const recorded = restFixture(fixture);
  expect(status).toBe(recorded.status);
  expect(body).toMatchObject({ code: (recorded.body as { code: string }).code, message: expect.any(String) });
});

test('walks through all clients by cursor; the last page has none', async () => {
  const logins = await Promise.all(Array.from({ length: 5 }, async () => (await target.connected()).login.clientId));
  const pages: Page[] = [];
  let cursor: string | undefined;
  do {
    const page: Page = await get(`/clients_v2?limit=2${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    expect(page.meta.count).toBe(page.data.length);
    pages.push(page);
    cursor = page.meta.cursor;
  } while (cursor !== undefined);
  const ids = pages.flatMap(idsOf);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(logins));
});

test('answers our own client as it expects', async () => {
  const { login, device } = await target.connected();
  await device.subscribe(`/tpe/${login.clientId}/input`);
  const client = createEmqxClient({ baseUrl: target.apiUrl, apiKey: target.apiKey, timeoutMs: 5_000 });
  await expect(client.getClient(login.clientId)).resolves.toMatchObject({ connected: true, peername: device.peername });
  await expect(client.getSubscriptions(login.clientId)).resolves.toMatchObject([{ topic: `/tpe/${login.clientId}/input` }]);
  const listed = [];
  for await (const page of client.listClients({ pageSize: 3 })) listed.push(...page);
  expect(listed.find(({ clientid }) => clientid === login.clientId)).toMatchObject({
    connected: true,
    peername: device.peername,
  });
  const message = { topic: `/tpe/${login.clientId}/input`, payload: '{}', qos: 1 } as const;
  await expect(client.publishBulk([message, { ...message, topic: '/tpe/nobody/input' }])).resolves.toEqual([
    'published',
    'noSubscribers',
  ]);
  await expect(client.getStatus()).resolves.toMatchObject({ running: true });
  await expect(client.getStats()).resolves.toMatchObject({ 'live_connections.count': expect.any(Number) });
  await expect(client.getActionMetrics('dm_webhook')).resolves.toMatchObject({ failed: 0, dropped: 0 });
  await expect(client.kick(login.clientId)).resolves.toBe(true);
});
