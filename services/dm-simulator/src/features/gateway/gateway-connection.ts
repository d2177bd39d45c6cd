import type { Logger } from '@tpedm/platform';
import mqtt, { type MqttClient } from 'mqtt';
import type { Random } from '../rest-api/seeded-random.ts';

export type GatewayConnectionOptions = {
  brokerUrl: string;
  clientid: string;
  username: string;
  password: string;
  /** PEM of the CA that signed the broker's certificate, for mqtts and wss. */
  caCertificate?: string | undefined;
  inputTopic: string;
  random: Random;
  log: Logger;
  onRequest: (text: string) => void;
};

/** One gateway's line to the broker, which mends itself until it is stopped. */
export type GatewayConnection = {
  isSubscribed: () => boolean;
  /** Publishes with QoS 1; what is said while the line is down is lost. */
  publish: (topic: string, text: string) => void;
  /** Breaks the line without a goodbye, as a lost network does. */
  cut: () => void;
  /** Says goodbye and comes back after a while as a process that remembers nothing. */
  leave: (awayMs: number) => void;
  stop: () => Promise<void>;
};

const KEEPALIVE_SECONDS = 60;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/** Waits longer after each failure, and never in step with the rest of the fleet. */
const retryMs = (failures: number, random: Random): number =>
  Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures) * (0.5 + random());

/** Connects with a session that the broker keeps (clean session off), as is recommended for gateways. */
export function openGatewayConnection(options: GatewayConnectionOptions): GatewayConnection {
  const { clientid, inputTopic, random, log } = options;
  let client: MqttClient;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let awayMs: number | null = null;
  let subscribed = false;
  let remembersSubscription = false;
  let stopped = false;

  const subscribe = async (on: MqttClient): Promise<void> => {
    subscribed = await isGranted(on, inputTopic);
    remembersSubscription = subscribed;
    if (!subscribed) log.warn('the broker refuses the input topic', { clientid, inputTopic });
  };

  const onConnect = (on: MqttClient, sessionPresent: boolean): void => {
    failures = 0;
    if (sessionPresent && remembersSubscription) subscribed = true;
    else subscribe(on).catch((error: unknown) => log.debug('cannot subscribe', { clientid, error }));
  };

  const onClose = (): void => {
    subscribed = false;
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(connect, awayMs ?? retryMs(failures, random));
    awayMs = null;
    failures += 1;
  };

  function connect(): void {
    const fresh = mqtt.connect(options.brokerUrl, clientOptions(options));
    client = fresh;
    fresh.on('connect', ({ sessionPresent }) => onConnect(fresh, sessionPresent));
    fresh.on('message', (_topic, payload) => options.onRequest(payload.toString('utf8')));
    fresh.on('error', (error) => log.debug('connection failed', { clientid, error }));
    fresh.on('close', onClose);
  }

  connect();
  return {
    isSubscribed: () => subscribed,
    publish: (topic, text) => {
      if (client.connected) client.publish(topic, text, { qos: 1 }, () => undefined);
    },
    cut: () => client.end(true),
    leave: (forMs) => {
      awayMs = forMs;
      remembersSubscription = false;
      client.end();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await client.endAsync(!client.connected);
    },
  };
}

async function isGranted(client: MqttClient, topic: string): Promise<boolean> {
  const [grant] = await client.subscribeAsync(topic, { qos: 1 });
  return grant?.qos === 0 || grant?.qos === 1;
}

const clientOptions = (options: GatewayConnectionOptions): mqtt.IClientOptions => ({
  clientId: options.clientid,
  username: options.username,
  password: options.password,
  ...(options.caCertificate ? { ca: options.caCertificate } : {}),
  protocolVersion: 4,
  clean: false,
  keepalive: KEEPALIVE_SECONDS,
  reconnectPeriod: 0,
  resubscribe: false,
});
