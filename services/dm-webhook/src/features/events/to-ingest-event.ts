import type { IngestEvent } from '@tpedm/db';
import { clientidSchema, inputRootOf, outputTopicOwner, parseWireAnswer } from '@tpedm/domain';
import {
  type ClientConnectedEvent,
  type ClientDisconnectedEvent,
  type HookEvent,
  type MessagePublishEvent,
  presentOrNull,
  type SessionSubscribedEvent,
} from '@tpedm/emqx-client';

/**
 * `unknown_device`: no device can have such a clientid. `foreign`: the topic is not the sender's own, for example an output that was
 * published by the broker's REST API (clientid `http_api`); nobody's command may be touched by it.
 */
export type Ignored = 'unknown_device' | 'foreign';

/** Bytes of an output that the history keeps; each may become a replacement character of three bytes. */
const EXCERPT_BYTES = 300;
const MAX_REASON_CHARACTERS = 200;

/** What an event means to us; or why it means nothing. */
export function toIngestEvent(event: HookEvent, eventId: string): IngestEvent | Ignored {
  if (!clientidSchema.safeParse(event.clientid).success) return 'unknown_device';
  switch (event.event) {
    case 'client.connected':
      return fromConnected(event, eventId);
    case 'client.disconnected':
      return fromDisconnected(event, eventId);
    case 'session.subscribed':
      return fromSubscribed(event, eventId);
    case 'message.publish':
      return fromOutput(event, eventId);
  }
}

const common = (event: HookEvent, eventId: string) => ({
  eventId,
  occurredAtMs: event.timestamp,
  clientid: event.clientid,
  kind: event.event,
  presence: null,
  mayBeResumed: false,
  answer: null,
  excerpt: null,
});

const observed = (event: HookEvent, eventId: string) => ({ clientid: event.clientid, source: 'hook', eventId }) as const;

function fromConnected(event: ClientConnectedEvent, eventId: string): IngestEvent {
  const { connected_at: connectedAtMs, clean_start: cleanStart, proto_ver: protocolVersion } = event;
  const peername = presentOrNull(event.peername);
  return {
    ...common(event, eventId),
    detail: { sessionConnectedAt: new Date(connectedAtMs).toISOString(), peername, cleanStart, protocolVersion },
    presence: { ...observed(event, eventId), kind: 'connected', connectedAtMs, atMs: connectedAtMs, peername },
    mayBeResumed: !cleanStart,
  };
}

function fromDisconnected(event: ClientDisconnectedEvent, eventId: string): IngestEvent {
  const { connected_at: connectedAtMs, disconnected_at: atMs } = event;
  const peername = presentOrNull(event.peername);
  const reason = event.reason.slice(0, MAX_REASON_CHARACTERS);
  return {
    ...common(event, eventId),
    detail: { sessionConnectedAt: new Date(connectedAtMs).toISOString(), peername, reason },
    presence: { ...observed(event, eventId), kind: 'disconnected', connectedAtMs, atMs, peername, reason },
  };
}

function fromSubscribed(event: SessionSubscribedEvent, eventId: string): IngestEvent | Ignored {
  const root = inputRootOf(event.topic, event.clientid);
  if (root === null) return 'foreign';
  return {
    ...common(event, eventId),
    detail: { topic: event.topic },
    presence: { ...observed(event, eventId), kind: 'subscribed', atMs: event.timestamp, root },
  };
}

function fromOutput(event: MessagePublishEvent, eventId: string): IngestEvent | Ignored {
  if (outputTopicOwner(event.topic) !== event.clientid) return 'foreign';
  const payload = Buffer.from(event.payload_base64, 'base64');
  const text = payload.toString('utf8');
  const answer = parseWireAnswer(text);
  const { requestId, statusCode } = answer ?? {};
  return {
    ...common(event, eventId),
    detail: { topic: event.topic, sizeBytes: payload.length, ...(answer && { requestId, statusCode }) },
    answer,
    excerpt: payload.length <= EXCERPT_BYTES ? text : payload.subarray(0, EXCERPT_BYTES).toString('utf8'),
  };
}
