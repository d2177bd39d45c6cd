import { randomUUID } from 'node:crypto';
import type { DatabaseConfig } from '@tpedm/db';
import { freePort } from '../process/free-port.ts';
import { type ServiceProcess, startServiceProcess, untilReady } from '../process/service-process.ts';

/** A running dm-webhook, and the broker's side of it. */
export type HookService = {
  port: number;
  process: ServiceProcess;
  /** Posts an event as the broker does and gives the status; text is sent as it is. */
  post: (event: object | string, headers?: Record<string, string>) => Promise<number>;
  /** Value of a counter, with the labels as they are printed, for example `tpedm_hook_refused_total{code="QUEUE_FULL"`. */
  metric: (name: string) => Promise<number>;
  end: (signal?: NodeJS.Signals) => Promise<number | null>;
};

const TOKEN = 'token-of-the-hook-in-tests';

export async function startHookService(database: DatabaseConfig, env: Record<string, string> = {}): Promise<HookService> {
  const port = env.PORT ? Number(env.PORT) : await freePort();
  const databaseEnv = Object.entries(database).map(([name, value]) => [name, String(value)]);
  const process = startServiceProcess('dm-webhook', {
    ...Object.fromEntries(databaseEnv),
    PORT: String(port),
    HOOK_TOKEN: TOKEN,
    LOG_LEVEL: 'error',
    ...env,
  });
  await untilReady(port, process);
  const url = `http://127.0.0.1:${port}`;
  return {
    port,
    process,
    post: async (event, headers = {}) => {
      const answer = await fetch(`${url}/emqx/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
        body: typeof event === 'string' ? event : JSON.stringify(event),
      });
      await answer.text();
      return answer.status;
    },
    metric: async (name) => {
      const text = await (await fetch(`${url}/metrics`)).text();
      const lines = text.split('\n').filter((line) => line.startsWith(name));
      return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    },
    end: (signal) => process.end(signal),
  };
}

const base = (clientid: string, timestamp: number) => {
  return { event_id: randomUUID(), clientid, username: clientid, timestamp, node: 'emqx@127.0.0.1' };
};
const peer = { peername: '10.0.0.1:50000', sockname: '10.0.0.9:1883', proto_name: 'MQTT', proto_ver: 4 };

/** Bodies of events as the broker posts them, each with a new id. */
export const brokerEvents = {
  connected: (clientid: string, connected_at = Date.now(), overrides: object = {}) => ({
    ...base(clientid, connected_at),
    ...peer,
    event: 'client.connected',
    keepalive: 60,
    clean_start: true,
    expiry_interval: 0,
    connected_at,
    ...overrides,
  }),
  disconnected: (clientid: string, connected_at: number, disconnected_at = Date.now(), overrides: object = {}) => ({
    ...base(clientid, disconnected_at),
    ...peer,
    event: 'client.disconnected',
    reason: 'tcp_closed',
    connected_at,
    disconnected_at,
    ...overrides,
  }),
  subscribed: (clientid: string, timestamp = Date.now(), overrides: object = {}) => ({
    ...base(clientid, timestamp),
    event: 'session.subscribed',
    topic: `/tpe/${clientid}/input`,
    qos: 1,
    ...overrides,
  }),
  /** @param payload bytes as they are, text, or anything else as JSON */
  output: (clientid: string, payload: unknown, overrides: object = {}) => {
    const isRaw = typeof payload === 'string' || Buffer.isBuffer(payload);
    const id = randomUUID().replaceAll('-', '').toUpperCase();
    return {
      ...base(clientid, Date.now()),
      event: 'message.publish',
      id,
      event_id: id,
      topic: `/tpe/${clientid}/output`,
      qos: 1,
      retain: false,
      dup: false,
      payload_base64: Buffer.from(isRaw ? payload : JSON.stringify(payload)).toString('base64'),
      pub_props: { 'User-Property': {} },
      publish_received_at: Date.now(),
      ...overrides,
    };
  },
};
