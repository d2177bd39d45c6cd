import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { closeServer, createLogger, listen } from '@tpedm/platform';
import { createCredentialsFile } from './credentials.ts';
import { createDeviceApi, SIMULATED_TAG } from './device-api.ts';
import { enrol, fleetClientids } from './enrol.ts';

/** What dm-web answers, by `METHOD path`; the registration answers by default. */
type Answers = Record<string, { status: number; body: unknown }[]>;

let server: Server;
let state: string;
let requests: string[];
let answers: Answers;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'simulator-'));
  requests = [];
  answers = {};
  server = createServer((req, res) => {
    const call = `${req.method} ${req.url}`;
    requests.push(`${call} ${req.headers.authorization}`);
    const registered = { status: 201, body: { credentials: { username: 'u', password: `p${requests.length}` } } };
    const { status, body } = answers[call]?.shift() ?? registered;
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
});

afterEach(async () => {
  await closeServer(server);
  rmSync(state, { recursive: true });
});

async function enrolFleet(count: number) {
  const port = server.listening
    ? (server.address() as { port: number }).port
    : await listen(server, { host: '127.0.0.1', port: 0 });
  const log = createLogger('test', 'error');
  const api = createDeviceApi({ apiUrl: `http://127.0.0.1:${port}`, token: 'the-token', log, retryMs: 1 });
  return enrol({ clientids: fleetClientids('sim-', count), file: createCredentialsFile(state), api });
}

test('registers each missing device once, and keeps the secrets for the next start, readable by the owner only', async () => {
  const first = await enrolFleet(2);
  const second = await enrolFleet(3);
  expect(second.slice(0, 2)).toEqual(first);
  expect(second.map(({ clientid }) => clientid)).toEqual(['sim-0001', 'sim-0002', 'sim-0003']);
  expect(requests).toEqual(Array(3).fill('POST /api/v1/devices Bearer the-token'));
  expect(statSync(join(state, 'credentials.json')).mode & 0o777).toBe(0o600);
});

test('gives a simulated device whose secret is lost a new one', async () => {
  answers = {
    'POST /api/v1/devices': [{ status: 409, body: {} }],
    'GET /api/v1/devices/sim-0001': [{ status: 200, body: { tags: [SIMULATED_TAG] } }],
  };
  await expect(enrolFleet(1)).resolves.toHaveLength(1);
  expect(requests.at(-1)).toContain('POST /api/v1/devices/sim-0001/credentials');
});

test('leaves a real device alone, and says so', async () => {
  answers = {
    'POST /api/v1/devices': [{ status: 409, body: {} }],
    'GET /api/v1/devices/sim-0001': [{ status: 200, body: { tags: ['line 3'] } }],
  };
  await expect(enrolFleet(1)).rejects.toThrow('not a simulated one');
});

test('waits for a server that is busy', async () => {
  answers = { 'POST /api/v1/devices': [429, 503].map((status) => ({ status, body: {} })) };
  await expect(enrolFleet(1)).resolves.toHaveLength(1);
});

test('a refusal names the status and keeps the token to itself', async () => {
  answers = { 'POST /api/v1/devices': [{ status: 403, body: {} }] };
  const error = await enrolFleet(1).catch((reason: unknown) => reason);
  expect(String(error)).toContain('403');
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('the-token');
});
