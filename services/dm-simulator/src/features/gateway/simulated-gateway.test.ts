import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { buildWireRequest, inputTopic, outputTopic, parseWireAnswer } from '@tpedm/domain';
import { createLogger } from '@tpedm/platform';
import { until } from '@tpedm/testkit';
import { Aedes } from 'aedes';
import { createSimulatedGateway, type SimulatedGateway, type SimulatedGatewayOptions } from './simulated-gateway.ts';

let broker: Aedes;
let server: Server;
let subscribes: string[];
let published: { topic: string; text: string }[];
const gateways: SimulatedGateway[] = [];

beforeAll(async () => {
  broker = await Aedes.createBroker();
  broker.on('subscribe', ([first], client) => subscribes.push(`${client.id} ${first?.topic}`));
  broker.on('publish', ({ topic, payload }, client) => {
    if (client) published.push({ topic, text: payload.toString() });
  });
  server = createServer(broker.handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()));
});

afterAll(async () => {
  await new Promise<void>((resolve) => broker.close(resolve));
  server.close();
});

async function startGateway(clientid: string, options: Partial<SimulatedGatewayOptions> = {}): Promise<SimulatedGateway> {
  subscribes = [];
  published = [];
  const brokerUrl = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const log = createLogger('test', 'error');
  const login = { clientid, username: clientid, password: 'secret', brokerUrl, log };
  const gateway = createSimulatedGateway({ ...login, answerAfterMs: 0, ...options });
  gateways.push(gateway);
  await until(gateway.isSubscribed, { what: 'the gateway has subscribed' });
  return gateway;
}

function send(clientid: string, id: string, method: string, path: string, body: unknown = null): void {
  const expiresAt = new Date(Date.now() + 60_000);
  const payload = JSON.stringify(buildWireRequest({ id, method, path, body, expiresAt }));
  broker.publish({ cmd: 'publish', topic: inputTopic(clientid), payload, qos: 1, dup: false, retain: false }, () => undefined);
}

const answersOf = (clientid: string) =>
  published.filter(({ topic }) => topic === outputTopic(clientid)).map(({ text }) => parseWireAnswer(text));

test('answers a request on its output topic', async () => {
  await startGateway('answering');
  send('answering', '7', 'GET', '/device/general');
  await until(() => answersOf('answering').length > 0, { what: 'it answers' });
  expect(answersOf('answering')[0]).toMatchObject({ requestId: '7', statusCode: 200 });
});

test('answers first, then reboots: it leaves, comes back and subscribes again', async () => {
  const gateway = await startGateway('rebooting', { rebootMs: 10 });
  const bootedAt = gateway.state.general.lastBootTime;
  send('rebooting', '8', 'PUT', '/system/reboot', { now: true });
  await until(() => subscribes.length === 2 && gateway.isSubscribed(), { what: 'it has come back' });
  expect(answersOf('rebooting')).toMatchObject([{ requestId: '8', statusCode: 200 }]);
  expect(gateway.state.general.lastBootTime).not.toBe(bootedAt);
});

test('comes back after a cut into the session that the broker kept, without subscribing again', async () => {
  const gateway = await startGateway('returning');
  gateway.cut();
  await until(() => !gateway.isSubscribed(), { what: 'the line is down' });
  send('returning', '9', 'GET', '/system/serialconsole');
  await until(() => answersOf('returning').length === 1, { what: 'it answers what waited for it' });
  expect(subscribes).toHaveLength(1);
});

test('a lossy gateway loses some answers, not all', async () => {
  const gateway = await startGateway('lossy', { faults: { slow: false, lossy: true, flapping: false }, telemetryEveryMs: 20 });
  for (let id = 1; id <= 40; id += 1) send('lossy', String(id), 'GET', '/system/serialconsole');
  send('lossy', '41', 'PATCH', '/device/general', { description: 'the last one' });
  await until(() => gateway.state.general.description === 'the last one', { what: 'it has worked through all' });
  const telemetryCount = () => published.filter(({ topic }) => topic.endsWith('/telemetry')).length;
  const before = telemetryCount();
  await until(() => telemetryCount() > before + 1, { what: 'what it said before has arrived' });
  expect(answersOf('lossy').length).toBeGreaterThan(0);
  expect(answersOf('lossy').length).toBeLessThan(40);
});

test('sends telemetry on a topic of its own, which no answer can be mistaken for', async () => {
  await startGateway('measuring', { telemetryEveryMs: 20 });
  const { text } = await until(() => published.find(({ topic }) => topic === '/tpe/measuring/telemetry'), {
    what: 'telemetry arrives',
  });
  expect(JSON.parse(text)).toHaveProperty('tags.modbus_tcp_master');
  expect(parseWireAnswer(text)).toBeNull();
});
