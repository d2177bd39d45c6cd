import { connect as connectTls, type SecureVersion } from 'node:tls';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort, until } from '@tpedm/testkit';
import { connectAsync, type IClientOptions } from 'mqtt';
import { callApi } from './support/api.ts';
import { makeCertificate } from './support/certificate.ts';
import { type Login, notApplicable, startTarget, type Target } from './support/target.ts';

let target: Target;
let ports: { tls: number; ws: number };
let ca: string;

beforeAll(async () => {
  const { cert, key } = await makeCertificate();
  ca = cert;
  ports = { tls: await freePort(), ws: await freePort() };
  const env = { MQTT_TLS_PORT: String(ports.tls), MQTT_WS_PORT: String(ports.ws), TLS_CERT: cert, TLS_KEY: key };
  target = await startTarget(env);
});
afterAll(() => target.stop());

const optionsOf = ({ clientId, username, password }: Login): IClientOptions => ({
  clientId,
  username,
  password,
  protocolVersion: 4,
  reconnectPeriod: 0,
  ca,
});

test.each([
  ['ssl', () => `mqtts://localhost:${ports.tls}`, 'ssl_closed'],
  ['ws', () => `ws://localhost:${ports.ws}/mqtt`, 'tcp_closed'],
] as const)('serves devices over %s', async (kind, url, reason) => {
  if (!target.own) return notApplicable(`${kind} listener: its address is not known`);
  const login = await target.register();
  const client = await connectAsync(url(), optionsOf(login));
  try {
    const topic = `/tpe/${login.clientId}/input`;
    await client.subscribeAsync(topic, { qos: 1 });
    const messages: string[] = [];
    client.on('message', (_topic, payload) => messages.push(payload.toString()));
    expect((await callApi(target, 'GET', `/clients/${login.clientId}`)).body).toMatchObject({ listener: `${kind}:default` });
    const payload = 'x'.repeat(100_000);
    await callApi(target, 'POST', '/publish', { topic, payload, qos: 1 });
    await until(() => messages.includes(payload), { what: 'the message is delivered' });
    await client.publishAsync(`/tpe/${login.clientId}/output`, payload, { qos: 1 });
    const [output] = await target.hook.untilEvents(login.clientId, 'message.publish');
    expect(output?.payload_base64).toBe(Buffer.from(payload).toString('base64'));
    client.stream.destroy();
    const [end] = await target.hook.untilEvents(login.clientId, 'client.disconnected');
    expect(end?.reason).toBe(reason);
  } finally {
    await client.endAsync(true);
  }
});

const handshake = (version: SecureVersion): Promise<string> =>
  new Promise((resolve) => {
    const options = { port: ports.tls, ca, servername: 'localhost', minVersion: version, maxVersion: version };
    const socket = connectTls({ ...options, ciphers: 'DEFAULT@SECLEVEL=0' });
    socket.on('secureConnect', () => resolve(socket.getProtocol() ?? ''));
    socket.on('error', () => resolve('refused'));
    socket.on('close', () => socket.destroy());
    socket.on('secureConnect', () => socket.end());
  });

test('answers a browser at the WebSocket port, so that no connection waits for ever', async () => {
  if (!target.own) return notApplicable('ws listener: its address is not known');
  for (const path of ['/', '/mqtt']) {
    const { status, headers } = await fetch(`http://localhost:${ports.ws}${path}`);
    expect([status, headers.get('connection')]).toEqual([426, 'close']);
  }
});

test('speaks TLS 1.2 and 1.3, and nothing older', async () => {
  if (!target.own) return notApplicable('TLS versions: the address is not known');
  await expect(handshake('TLSv1.3')).resolves.toBe('TLSv1.3');
  await expect(handshake('TLSv1.2')).resolves.toBe('TLSv1.2');
  await expect(handshake('TLSv1.1')).resolves.toBe('refused');
});

test('serves its own health and metrics without a key', async () => {
  if (!target.own) return notApplicable('health and metrics of dm-broker');
  const ready = await fetch(`${target.apiUrl}/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', failed: [] }]);
  await expect((await fetch(`${target.apiUrl}/metrics`)).text()).resolves.toContain('hook_events');
});
