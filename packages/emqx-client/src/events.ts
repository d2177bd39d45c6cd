import { z } from 'zod';

/** The names of the events that the broker's rules post to the hook (emqx.conf: dm_connected, dm_disconnected, dm_ready, dm_output). */
export const HOOK_EVENTS = ['client.connected', 'client.disconnected', 'session.subscribed', 'message.publish'] as const;
export type HookEventName = (typeof HOOK_EVENTS)[number];

/** What the broker writes where a column has no value: the word, never null. */
export const ABSENT = 'undefined';

const textSchema = z.string();
/** Milliseconds since 1970 by the broker's clock. */
const instantMsSchema = z.number().int().nonnegative();
const qosSchema = z.union([z.literal(0), z.literal(1), z.literal(2)]);

const everyEvent = {
  event_id: z.string().min(1).max(200),
  clientid: textSchema,
  username: textSchema,
  timestamp: instantMsSchema,
  node: textSchema,
};
const connection = { peername: textSchema, sockname: textSchema, proto_name: textSchema, proto_ver: z.number().int() };

/** A session began; `connected_at` is its key. `expiry_interval` and `keepalive` are seconds. */
export const clientConnectedSchema = z.looseObject({
  ...everyEvent,
  ...connection,
  event: z.literal('client.connected'),
  keepalive: z.number().int().nonnegative(),
  clean_start: z.boolean(),
  expiry_interval: z.number().int().nonnegative(),
  connected_at: instantMsSchema,
});
export type ClientConnectedEvent = z.infer<typeof clientConnectedSchema>;

/** A session ended; `connected_at` is that of the session which ended. `reason` is free text: unknown ones mean "gone". */
export const clientDisconnectedSchema = z.looseObject({
  ...everyEvent,
  ...connection,
  event: z.literal('client.disconnected'),
  reason: textSchema,
  connected_at: instantMsSchema,
  disconnected_at: instantMsSchema,
});
export type ClientDisconnectedEvent = z.infer<typeof clientDisconnectedSchema>;

/** A device subscribed to its input; `topic` may be the filter `/tpe/{clientid}/#` or `/+`. None comes when a session is resumed. */
export const sessionSubscribedSchema = z.looseObject({
  ...everyEvent,
  event: z.literal('session.subscribed'),
  topic: textSchema,
  qos: qosSchema,
});
export type SessionSubscribedEvent = z.infer<typeof sessionSubscribedSchema>;

/**
 * A message on an output topic. `clientid` is the authenticated sender, or `http_api` (or any text) when it came by REST: compare it
 * with the topic before believing it. The payload is exact for all byte values.
 */
export const messagePublishSchema = z.looseObject({
  ...everyEvent,
  event: z.literal('message.publish'),
  id: z.string().min(1),
  topic: textSchema,
  qos: qosSchema,
  retain: z.boolean(),
  dup: z.boolean(),
  payload_base64: z.base64(),
  pub_props: z.looseObject({}),
  publish_received_at: instantMsSchema,
});
export type MessagePublishEvent = z.infer<typeof messagePublishSchema>;

/** Any event of the reference rules. Fields that are not known are kept and not minded. */
export const hookEventSchema = z.discriminatedUnion('event', [
  clientConnectedSchema,
  clientDisconnectedSchema,
  sessionSubscribedSchema,
  messagePublishSchema,
]);
export type HookEvent = z.infer<typeof hookEventSchema>;

/** The value of a column, null where the broker had none. */
export const presentOrNull = (value: string): string | null => (value === ABSENT ? null : value);
