import { AppError, type DeviceConnection, type LiveConnection } from '@tpedm/domain';
import type { BrokerClient, BrokerSubscription, EmqxClient } from '@tpedm/emqx-client';

type Live = Pick<DeviceConnection, 'live' | 'liveError'>;

/** What the broker says of a device's session now. A broker that cannot be asked is part of the answer, not an error. */
export async function askLiveConnection(
  emqx: Pick<EmqxClient, 'getClient' | 'getSubscriptions'>,
  clientid: string,
): Promise<Live> {
  try {
    const [client, subscriptions] = await Promise.all([emqx.getClient(clientid), emqx.getSubscriptions(clientid)]);
    return { live: client && toLiveConnection(client, subscriptions ?? []) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { live: null, liveError: { code: error.code, message: error.message } };
  }
}

/** MQTT protocol levels (MQTT 3.1.1 and 5.0, section 3.1.2.2) as people call them. */
const PROTOCOLS: Record<number, string> = { 3: 'MQTT 3.1', 4: 'MQTT 3.1.1', 5: 'MQTT 5.0' };

const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString());

function toLiveConnection(client: BrokerClient, subscriptions: readonly BrokerSubscription[]): LiveConnection {
  const { ipAddress, port } = splitPeername(client.peername);
  return {
    connected: client.connected,
    ipAddress,
    port,
    protocol: PROTOCOLS[client.protocolVersion] ?? `MQTT level ${client.protocolVersion}`,
    keepaliveSeconds: client.keepaliveSeconds,
    cleanStart: client.cleanStart,
    connectedAt: isoOrNull(client.connectedAtMs),
    disconnectedAt: client.connected ? null : isoOrNull(client.disconnectedAtMs),
    listener: client.listener,
    subscriptions: subscriptions.map(({ topic, qos }) => ({ topic, qos })),
    queuedMessages: client.queuedMessages,
    inflightMessages: client.inflightMessages,
    receivedBytes: client.receivedBytes,
    sentBytes: client.sentBytes,
    node: client.node,
  };
}

/** `address:port`, where an IPv6 address has colons of its own. */
function splitPeername(peername: string | null): { ipAddress: string | null; port: number | null } {
  if (peername === null) return { ipAddress: null, port: null };
  const colon = peername.lastIndexOf(':');
  return { ipAddress: peername.slice(0, colon), port: Number(peername.slice(colon + 1)) };
}
