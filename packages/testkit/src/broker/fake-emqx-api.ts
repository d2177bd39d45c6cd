import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A client as the test wants the broker to know it. */
export type FakeClient = { clientid: string; connected?: boolean; connectedAtMs: number; subscriptions?: string[] };

export type FakePublication = { topic: string; payload: string };

/**
 * EMQX's REST API where a test needs to decide what happens between two steps, which no real broker lets it: answers come from
 * `clients`, and `onPublish` runs after a batch was taken and before it is answered.
 */
export type FakeEmqxApi = {
  url: string;
  apiKey: string;
  clients: Map<string, FakeClient>;
  published: FakePublication[];
  kicked: string[];
  onPublish: (batch: FakePublication[]) => void | Promise<void>;
  /** Batches to answer with 400, as for a message that is too large. */
  refuses: (batch: FakePublication[]) => boolean;
  /** Status with which every request is answered instead. */
  failWith: number | null;
  stop: () => Promise<void>;
};

const API_KEY = 'test-key:test-secret';
const AUTHORIZATION = `Basic ${Buffer.from(API_KEY).toString('base64')}`;
const NOT_FOUND = { status: 404, body: { code: 'CLIENTID_NOT_FOUND', message: 'Client ID not found' } };

type Answer = { status: number; body?: unknown };

export async function startFakeEmqxApi(port = 0): Promise<FakeEmqxApi> {
  const server = createServer((req, res) => void answer(api, req, res));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const api: FakeEmqxApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: API_KEY,
    clients: new Map(),
    published: [],
    kicked: [],
    onPublish: () => undefined,
    refuses: () => false,
    failWith: null,
    stop: async () => {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return api;
}

async function answer(api: FakeEmqxApi, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const { status, body } = await route(api, req, Buffer.concat(chunks).toString());
  res.writeHead(status, { 'content-type': 'application/json' }).end(body === undefined ? undefined : JSON.stringify(body));
}

async function route(api: FakeEmqxApi, req: IncomingMessage, text: string): Promise<Answer> {
  const url = new URL(req.url ?? '', api.url);
  if (api.failWith !== null) return { status: api.failWith, body: { code: 'FAILED', message: 'as the test wants it' } };
  if (req.headers.authorization !== AUTHORIZATION) return { status: 401, body: { code: 'BAD_API_KEY_OR_SECRET', message: '' } };
  const [resource, id, part] = url.pathname.replace('/api/v5/', '').split('/').map(decodeURIComponent);
  if (resource === 'status') return { status: 200, body: STATUS };
  if (resource === 'publish') return publish(api, JSON.parse(text));
  if (resource === 'clients_v2') return listClients(api, url.searchParams);
  const client = resource === 'clients' && id !== undefined ? api.clients.get(id) : undefined;
  if (!client) return NOT_FOUND;
  if (req.method === 'DELETE') return kick(api, client);
  return { status: 200, body: part === 'subscriptions' ? subscriptionsOf(client) : describe(client) };
}

const STATUS = { rel_vsn: '5.8.9', node_name: 'emqx@127.0.0.1', broker_status: 'started', app_status: 'running' };

async function publish(api: FakeEmqxApi, batch: FakePublication[]): Promise<Answer> {
  if (api.refuses(batch)) return { status: 400, body: { message: 'packet_too_large', reason_code: 151 } };
  const listens = (topic: string) => [...api.clients.values()].some(({ subscriptions }) => subscriptions?.includes(topic));
  api.published.push(...batch.filter(({ topic }) => listens(topic)));
  await api.onPublish(batch);
  const body = batch.map(({ topic }) =>
    listens(topic) ? { id: '0'.repeat(32) } : { message: 'no_matching_subscribers', reason_code: 16 },
  );
  return { status: batch.every(({ topic }) => listens(topic)) ? 200 : 202, body };
}

/** The cursor is the position of the next page. */
function listClients(api: FakeEmqxApi, query: URLSearchParams): Answer {
  const start = Number(query.get('cursor') ?? 0);
  const end = start + Number(query.get('limit') ?? 100);
  const all = [...api.clients.values()];
  const more = end < all.length ? { cursor: String(end) } : {};
  const data = all.slice(start, end).map(describe);
  return { status: 200, body: { data, meta: { count: all.length, ...more } } };
}

function kick(api: FakeEmqxApi, { clientid }: FakeClient): Answer {
  api.clients.delete(clientid);
  api.kicked.push(clientid);
  return { status: 204 };
}

const subscriptionsOf = ({ clientid, subscriptions = [] }: FakeClient) =>
  subscriptions.map((topic) => ({ clientid, topic, qos: 1, node: 'emqx@127.0.0.1' }));

const describe = ({ clientid, connected = true, connectedAtMs, subscriptions = [] }: FakeClient) => ({
  clientid,
  connected,
  connected_at: new Date(connectedAtMs).toISOString().replace('Z', '+00:00'),
  clean_start: false,
  ip_address: '127.0.0.1',
  port: 50_000,
  listener: 'tcp:default',
  proto_ver: 4,
  keepalive: 60,
  expiry_interval: 7_200,
  subscriptions_cnt: subscriptions.length,
  mqueue_len: 0,
  mqueue_dropped: 0,
  inflight_cnt: 0,
  recv_msg: 0,
  send_msg: 0,
  recv_oct: 120,
  send_oct: 80,
  node: 'emqx@127.0.0.1',
});
