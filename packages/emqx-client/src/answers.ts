import { z } from 'zod';

/** ISO 8601 with an offset, as EMQX writes instants; milliseconds since 1970 here. */
const instantSchema = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const peernameOf = (address: string | undefined, port: number | undefined): string | null =>
  address === undefined || port === undefined ? null : `${address}:${port}`;

/** The fields asked for when clients are listed: what presence needs and no more. */
export const LISTED_FIELDS = ['clientid', 'connected', 'connected_at', 'clean_start', 'ip_address', 'port'] as const;

/** One entry of the client list. Offline persistent sessions are listed too, with `connected: false`. */
export const listedClientSchema = z
  .object({
    clientid: z.string(),
    connected: z.boolean(),
    connected_at: instantSchema,
    clean_start: z.boolean(),
    ip_address: z.string().optional(),
    port: z.number().int().optional(),
  })
  .transform((client) => ({
    clientid: client.clientid,
    connected: client.connected,
    connectedAtMs: client.connected_at,
    cleanStart: client.clean_start,
    peername: peernameOf(client.ip_address, client.port),
  }));
export type ListedClient = z.infer<typeof listedClientSchema>;

/** A page of the client list; the last one has no cursor. */
export const clientPageSchema = z.object({
  data: z.array(listedClientSchema),
  meta: z.object({ count: z.number().int(), cursor: z.string().optional() }),
});

/** One connection, or offline session, as the broker sees it. Times are milliseconds of the broker's clock, intervals seconds. */
export const brokerClientSchema = z
  .object({
    clientid: z.string(),
    username: z.string().nullish(),
    connected: z.boolean(),
    connected_at: instantSchema,
    disconnected_at: instantSchema.optional(),
    ip_address: z.string().optional(),
    port: z.number().int().optional(),
    listener: z.string(),
    proto_ver: z.number().int(),
    keepalive: z.number().int(),
    clean_start: z.boolean(),
    expiry_interval: z.number().int(),
    subscriptions_cnt: z.number().int(),
    mqueue_len: z.number().int(),
    mqueue_dropped: z.number().int(),
    inflight_cnt: z.number().int(),
    recv_msg: z.number().int(),
    send_msg: z.number().int(),
    // an offline session has none
    recv_oct: z.number().int().optional(),
    send_oct: z.number().int().optional(),
    node: z.string(),
  })
  .transform((client) => ({
    clientid: client.clientid,
    username: client.username ?? null,
    connected: client.connected,
    connectedAtMs: client.connected_at,
    disconnectedAtMs: client.disconnected_at ?? null,
    peername: peernameOf(client.ip_address, client.port),
    listener: client.listener,
    protocolVersion: client.proto_ver,
    keepaliveSeconds: client.keepalive,
    cleanStart: client.clean_start,
    expiryIntervalSeconds: client.expiry_interval,
    subscriptionCount: client.subscriptions_cnt,
    queuedMessages: client.mqueue_len,
    droppedMessages: client.mqueue_dropped,
    inflightMessages: client.inflight_cnt,
    receivedMessages: client.recv_msg,
    sentMessages: client.send_msg,
    receivedBytes: client.recv_oct ?? null,
    sentBytes: client.send_oct ?? null,
    node: client.node,
  }));
export type BrokerClient = z.infer<typeof brokerClientSchema>;

export const subscriptionSchema = z.object({ clientid: z.string(), topic: z.string(), qos: z.number().int() });
export type BrokerSubscription = z.infer<typeof subscriptionSchema>;

/** Answer to a publish: an id when anybody is subscribed, `reason_code` 16 when nobody is. */
export const publishAnswerSchema = z.union([
  z.object({ id: z.string() }).transform(() => 'published' as const),
  z.object({ message: z.string(), reason_code: z.literal(16) }).transform(() => 'noSubscribers' as const),
]);
/** `published` says that a session has the message or queues it; QoS 0 for an offline session is dropped all the same. */
export type PublishOutcome = z.infer<typeof publishAnswerSchema>;

export const statusSchema = z
  .object({ rel_vsn: z.string(), broker_status: z.string(), app_status: z.string() })
  .transform((status) => ({
    version: status.rel_vsn,
    running: status.broker_status === 'started' && status.app_status === 'running',
  }));
export type BrokerStatus = z.infer<typeof statusSchema>;

/** Counters by their names, for example `live_connections.count`. They lag behind by seconds. */
export const statsSchema = z.record(z.string(), z.number());
export type BrokerStats = z.infer<typeof statsSchema>;

/** What became of the events of one action. `failed` and `dropped` are events that nobody will ever get. */
export const actionMetricsSchema = z
  .object({
    metrics: z.object({
      matched: z.number(),
      success: z.number(),
      failed: z.number(),
      dropped: z.number(),
      retried: z.number(),
      inflight: z.number(),
      queuing: z.number(),
    }),
  })
  .transform((answer) => answer.metrics);
export type ActionMetrics = z.infer<typeof actionMetricsSchema>;
