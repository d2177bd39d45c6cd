import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Command } from '@tpedm/domain';
import { type Api, connectFakeGateway, type FakeGateway, type Standalone, startStandalone, until } from '@tpedm/testkit';

type Login = { clientid: string; username: string; password: string };

let tpedm: Standalone;
let api: Api;
const gateways: FakeGateway[] = [];

beforeAll(async () => {
  tpedm = await startStandalone();
  api = await tpedm.api();
}, 90_000);
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close({ force: true })));
  await tpedm?.remove();
});

async function connect(credentials: Login, options: { clean: boolean }): Promise<FakeGateway> {
  const gateway = await connectFakeGateway({ url: tpedm.mqttUrl, credentials, mqtt: options });
  gateways.push(gateway);
  return gateway;
}

/** Makes a gateway known and ready, then takes it away. */
async function leave(clientid: string, options: { clean: boolean }): Promise<Login> {
  const login = await api.register(clientid);
  const gateway = await connect(login, options);
  await until(async () => (await api.device(clientid)).profile, { what: 'it is ready and has told its profile' });
  await gateway.close();
  await until(async () => (await api.device(clientid)).presence.status === 'offline', { what: 'it is offline' });
  return login;
}

const send = (clientid: string, path: string): Promise<Command> =>
  api.send(clientid, { method: 'PUT', path, body: { on: true }, timeoutSeconds: 300 });

const untilSucceeded = ({ id }: Command) =>
  until(async () => (await api.command(id)).state === 'succeeded', { what: `command ${id} has succeeded`, timeoutMs: 40_000 });

const timesAsked = (gateway: FakeGateway, { id }: Command): number =>
  gateway.requests.filter(({ requestId }) => requestId === id).length;

test.each([
  ['a new session', true],
  ['the session that the broker kept', false],
])('a command waits for its gateway, and reaches it once when it comes back with %s', async (_name, clean) => {
  const clientid = `absent-${clean}`;
  const login = await leave(clientid, { clean });
  const waiting = await send(clientid, '/system/sshserver');
  const canceled = await send(clientid, '/system/reboot');
  expect(await api.request('POST', `/commands/${canceled.id}/cancel`)).toMatchObject({
    status: 200,
    body: { state: 'canceled' },
  });

  const back = await connect(login, { clean });
  await untilSucceeded(waiting);
  const last = await send(clientid, '/device/time');
  await untilSucceeded(last);
  expect([waiting, canceled, last].map((command) => timesAsked(back, command))).toEqual([1, 0, 1]);
});

test('a command waits over a restart of everything, in which the broker forgets every session', async () => {
  const login = await leave('absent-restart', { clean: false });
  const waiting = await send('absent-restart', '/system/sshserver');
  await tpedm.end();
  await tpedm.restart();
  const back = await connect(login, { clean: false });
  await untilSucceeded(waiting);
  expect(timesAsked(back, waiting)).toBe(1);
}, 90_000);

test('none of this leaves a warning in a log', () => {
  const logs = `${tpedm.home}/logs`;
  const lines = readdirSync(logs).flatMap((name) => readFileSync(`${logs}/${name}`, 'utf8').split('\n'));
  expect(lines.filter((line) => /"level":"(?:warn|error)"/.test(line))).toEqual([]);
});
