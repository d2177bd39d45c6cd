import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { listen } from '@tpedm/platform';
import { createEmqxClient, type EmqxClient } from './emqx-client.ts';

type Answer = { status: number; body?: unknown };
type Seen = { method: string; url: string; authorization: string | undefined; body: string };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A broker API that gives the answers in turn; no answer at all once they are used up. */
async function brokerThatAnswers(...answers: Answer[]): Promise<{ client: EmqxClient; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, authorization: headers.authorization, body: await readBody(request) });
    const answer = answers.shift();
    if (!answer) return;
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  });
  servers.push(server);
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  return { client: createEmqxClient({ baseUrl: `http://127.0.0.1:${port}`, apiKey: 'key:se:cret', timeoutMs: 500 }), seen };
}

const listed = (clientid: string) => ({
  clientid,
  connected: true,
  connected_at: '2026-11-22T01:07:37.683+00:00',
  clean_start: true,
  ip_address: '10.0.0.1',
  port: 4711,
});
const nobody = { message: 'no_matching_subscribers', reason_code: 16 };

test('signs in with the whole secret, colons included', async () => {
  const { client, seen } = await brokerThatAnswers({ status: 204 });
  await expect(client.kick('dev1')).resolves.toBe(true);
  expect(seen[0]).toMatchObject({ method: 'DELETE', url: '/api/v5/clients/dev1' });
  expect(Buffer.from(seen[0]?.authorization?.slice('Basic '.length) ?? '', 'base64').toString()).toBe('key:se:cret');
});

test('walks the client list until a page has no cursor, an empty last page included', async () => {
  const { client, seen } = await brokerThatAnswers(
    { status: 200, body: { data: [listed('a'), listed('b')], meta: { count: 2, cursor: 'c/1' } } },
    { status: 200, body: { data: [], meta: { count: 0 } } },
  );
  const pages = [];
  for await (const page of client.listClients({ pageSize: 2 })) pages.push(page);
  expect(pages).toHaveLength(1);
  expect(pages[0]?.[1]).toEqual({
    clientid: 'b',
    connected: true,
    connectedAtMs: Date.parse('2026-11-22T01:07:37.683Z'),
    cleanStart: true,
    peername: '10.0.0.1:4711',
  });
  expect(new URL(seen[1]?.url ?? '', 'http://x').searchParams.get('cursor')).toBe('c/1');
});

test('says of each message whether anybody is subscribed', async () => {
  const { client } = await brokerThatAnswers(
    { status: 202, body: nobody },
    { status: 202, body: [{ id: '0A' }, nobody, { id: '0B' }] },
  );
  const message = { topic: '/tpe/dev1/input', payload: '{}', qos: 1 } as const;
  await expect(client.publish(message)).resolves.toBe('noSubscribers');
  await expect(client.publishBulk([message, message, message])).resolves.toEqual(['published', 'noSubscribers', 'published']);
});

test('does not send an empty list, which the broker would answer with 500', async () => {
  const { client, seen } = await brokerThatAnswers({ status: 500 });
  await expect(client.publishBulk([])).resolves.toEqual([]);
  expect(seen).toEqual([]);
});

test('takes an unknown client for an answer, not for an error', async () => {
  const notFound = { status: 404, body: { code: 'CLIENTID_NOT_FOUND', message: 'Client ID not found' } };
  const { client, seen } = await brokerThatAnswers(notFound, notFound, notFound);
  await expect(client.getClient('a/b')).resolves.toBeNull();
  await expect(client.getSubscriptions('a/b')).resolves.toBeNull();
  await expect(client.kick('a/b')).resolves.toBe(false);
  expect(seen[0]?.url).toBe('/api/v5/clients/a%2Fb');
});

test.each([
  ['a wrong key', { status: 401, body: { code: 'BAD_API_KEY_OR_SECRET', message: 'Check api_key/api_secret' } }, 'API key'],
  ['trouble inside the broker', { status: 500 }, 'cannot be reached'],
  ['an answer of another shape', { status: 200, body: [] }, 'does not understand'],
])('calls %s BROKER_UNAVAILABLE and keeps the secret to itself', async (_trouble, answer, words) => {
  const { client } = await brokerThatAnswers(answer);
  const error = await client.getStats().then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  expect(error).toMatchObject({ code: 'BROKER_UNAVAILABLE', message: expect.stringContaining(words) });
  expect(JSON.stringify([error, error?.message, error?.cause])).not.toContain('se:cret');
});

test('gives up on a broker that does not answer in time', async () => {
  const { client } = await brokerThatAnswers();
  await expect(client.getClient('dev1')).rejects.toMatchObject({
    code: 'BROKER_UNAVAILABLE',
    message: expect.stringContaining('in time'),
  });
});

test('says what to check when nobody listens at the address', async () => {
  const client = createEmqxClient({ baseUrl: 'http://127.0.0.1:1', apiKey: 'key:secret', timeoutMs: 500 });
  await expect(client.kick('dev1')).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE', cause: { code: 'ECONNREFUSED' } });
});
