import { LIMITS } from '../../limits.ts';
import { NODE_NAME } from '../../node-name.ts';
import { isConnected, type Session } from '../sessions/session.ts';

/** EMQX's form of an instant: ISO 8601 with milliseconds and an offset. */
export const instantText = (ms: number): string => new Date(ms).toISOString().replace('Z', '+00:00');

/** What a process of EMQX has and a session of ours has not. */
const OF_NO_MEANING_HERE = {
  mountpoint: null,
  is_bridge: false,
  mailbox_len: 0,
  heap_size: 0,
  reductions: 0,
  auth_expire_at: null,
  client_attrs: {},
  enable_authn: true,
  is_expired: false,
  peersni: null,
  durable: false,
  'recv_msg.dropped': 0,
  'recv_msg.dropped.await_pubrel_timeout': 0,
  'send_msg.dropped.expired': 0,
  'send_msg.dropped.too_large': 0,
} as const;

/** How often the socket was read and written is not counted here. An offline session has no such figures, as with EMQX. */
const trafficOf = ({ traffic }: Session) => ({
  recv_oct: traffic.receivedBytes,
  send_oct: traffic.sentBytes,
  recv_cnt: 0,
  send_cnt: 0,
});

/** Messages are counted, but not by their QoS. */
function messageCounts({ receivedMessages, sentMessages }: Session) {
  return {
    recv_msg: receivedMessages,
    'recv_msg.qos0': 0,
    'recv_msg.qos1': 0,
    'recv_msg.qos2': 0,
    recv_pkt: receivedMessages,
    send_msg: sentMessages,
    'send_msg.qos0': 0,
    'send_msg.qos1': 0,
    'send_msg.qos2': 0,
    send_pkt: sentMessages,
  };
}

function queueFigures({ queue, awaitingRelease }: Session) {
  return {
    mqueue_len: queue.length - queue.inflight,
    mqueue_max: LIMITS.queuedMessages,
    mqueue_dropped: queue.dropped,
    'send_msg.dropped': queue.dropped,
    'send_msg.dropped.queue_full': queue.dropped,
    inflight_cnt: queue.inflight,
    inflight_max: LIMITS.queuedMessages,
    awaiting_rel_cnt: awaitingRelease.size,
    awaiting_rel_max: LIMITS.awaitingRelease,
  };
}

/** A session as `GET /clients/{clientid}` shows it. */
export function clientJson(session: Session): Record<string, unknown> {
  const { disconnectedAtMs, address } = session;
  const ending =
    disconnectedAtMs === null ? trafficOf(session) : { disconnected_at: instantText(disconnectedAtMs), disconn_props: {} };
  return {
    ...OF_NO_MEANING_HERE,
    ...messageCounts(session),
    ...queueFigures(session),
    ...ending,
    clientid: session.clientid,
    username: session.username,
    connected: isConnected(session),
    connected_at: instantText(session.connectedAtMs),
    created_at: instantText(session.createdAtMs),
    ip_address: address.ip,
    port: address.port,
    listener: `${address.listener}:default`,
    proto_name: 'MQTT',
    proto_ver: 4,
    keepalive: session.keepaliveSeconds,
    clean_start: session.cleanStart,
    is_persistent: !session.cleanStart,
    expiry_interval: session.cleanStart ? 0 : LIMITS.sessionExpirySeconds,
    subscriptions_cnt: session.subscriptions.size,
    subscriptions_max: LIMITS.subscriptionsPerSession,
    node: NODE_NAME,
  };
}
