import { inputTopic, outputTopic, type TopicRoot } from '@tpedm/domain';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';

/** A request as a gateway reads it. */
export type GatewayRequest = { path: string; method: string; requestId: string; requestBody: unknown };

/** What to publish for a request; null publishes nothing, a string or bytes are published as they are. */
export type Responder = (request: GatewayRequest) => unknown;

/** A device under the test's control: it connects for real and answers what the test says. */
export type FakeGateway = {
  client: MqttClient;
  requests: GatewayRequest[];
  publish: (payload: unknown) => Promise<void>;
  /** Closes with a DISCONNECT, or like a cut cable with `force`. */
  close: (options?: { force: boolean }) => Promise<void>;
};

export type FakeGatewayOptions = {
  url: string;
  credentials: { clientid: string; username: string; password: string };
  respond?: Responder;
  root?: TopicRoot;
  mqtt?: IClientOptions;
};

const PROFILE = {
  type: 'general',
  hostName: 'pump-station-07',
  modelName: 'UC-8112A-ME-T-LX',
  serialNumber: 'TBZAB1000001',
  thingsproVersion: '2.2.1-3369',
  firmwareVersion: '1.3.1',
  biosVersion: '1.3.0S04',
};

/** Answers the profile request, and every other with what was asked. */
export const echo: Responder = ({ path, method, requestId, requestBody }) => {
  const data = path === '/device/general' ? PROFILE : { path, method, requestBody };
  return { 'request-id': requestId, state: 200, payload: { data } };
};

const encode = (payload: unknown): string | Buffer =>
  typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload);

/** Connects, subscribes to its input topic and answers each request. */
export async function connectFakeGateway(options: FakeGatewayOptions): Promise<FakeGateway> {
  const { url, credentials, respond = echo, root = 'tpe', mqtt = {} } = options;
  const { clientid, username, password } = credentials;
  const client = await connectAsync(url, { clientId: clientid, username, password, reconnectPeriod: 0, ...mqtt });
  client.on('error', () => undefined);
  const requests: GatewayRequest[] = [];
  const publish = async (payload: unknown): Promise<void> => {
    await client.publishAsync(outputTopic(clientid, root), encode(payload), { qos: 1 });
  };
  client.on('message', (_topic, message) => {
    const { path, method, headers, requestBody } = JSON.parse(message.toString());
    const request = { path, method, requestId: String(headers[1]['request-id']), requestBody };
    requests.push(request);
    const answer = respond(request);
    if (answer !== null && answer !== undefined) void publish(answer).catch(() => undefined);
  });
  await client.subscribeAsync(inputTopic(clientid, root), { qos: 1 });
  return { client, requests, publish, close: ({ force } = { force: false }) => client.endAsync(force) };
}
