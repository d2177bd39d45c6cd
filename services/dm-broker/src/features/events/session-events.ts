import { randomUUID } from 'node:crypto';
import { ABSENT, type HookEvent } from '@tpedm/emqx-client';
import { LIMITS } from '../../limits.ts';
import { NODE_NAME } from '../../node-name.ts';
import { peernameOf, type Qos, type Session } from '../sessions/session.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';

export type EventSink = (event: HookEvent) => void;

type Message = { topic: string; payload: string | Buffer; qos: Qos; retain: boolean };

/** Makes the events of EMQX's reference rules, field by field. */
export type SessionEvents = {
  connected(session: Session): void;
  disconnected(session: Session, reason: string): void;
  subscribed(session: Session, topic: string, qos: Qos): void;
  deviceOutput(session: Session, message: Message): void;
  /** An output that came by REST: the sender is whoever the request says. */
  apiOutput(sender: string, message: Message): void;
};

const MQTT_3_1_1 = 4;

/** 32 hexadecimal digits, upper case. */
export const newMessageId = (): string => randomUUID().replaceAll('-', '').toUpperCase();

function connectionFields(session: Session) {
  return {
    clientid: session.clientid,
    username: session.username ?? ABSENT,
    peername: peernameOf(session.address),
    sockname: session.address.sockname,
    proto_name: 'MQTT',
    proto_ver: MQTT_3_1_1,
    node: NODE_NAME,
  };
}

function outputEvent(sender: { clientid: string; username: string; atMs: number }, message: Message): HookEvent {
  const id = newMessageId();
  return {
    event_id: id,
    event: 'message.publish',
    id,
    clientid: sender.clientid,
    username: sender.username,
    topic: message.topic,
    qos: message.qos,
    retain: message.retain,
    // false even when the device repeats a message, as with EMQX
    dup: false,
    payload_base64: Buffer.from(message.payload).toString('base64'),
    pub_props: { 'User-Property': {} },
    publish_received_at: sender.atMs,
    timestamp: sender.atMs,
    node: NODE_NAME,
  };
}

export function createSessionEvents(sessions: SessionRegistry, sink: EventSink): SessionEvents {
  return {
    connected: (session) =>
      sink({
        event_id: randomUUID(),
        event: 'client.connected',
        ...connectionFields(session),
        keepalive: session.keepaliveSeconds,
        clean_start: session.cleanStart,
        expiry_interval: session.cleanStart ? 0 : LIMITS.sessionExpirySeconds,
        connected_at: session.connectedAtMs,
        timestamp: session.connectedAtMs,
      }),
    disconnected: (session, reason) => {
      const atMs = session.disconnectedAtMs ?? sessions.timeIn(session);
      sink({
        event_id: randomUUID(),
        event: 'client.disconnected',
        ...connectionFields(session),
        reason,
        connected_at: session.connectedAtMs,
        disconnected_at: atMs,
        timestamp: atMs,
      });
    },
    subscribed: (session, topic, qos) =>
      sink({
        event_id: randomUUID(),
        event: 'session.subscribed',
        clientid: session.clientid,
        username: session.username ?? ABSENT,
        topic,
        qos,
        timestamp: sessions.timeIn(session),
        node: NODE_NAME,
      }),
    deviceOutput: (session, message) => {
      const { clientid, username } = session;
      sink(outputEvent({ clientid, username: username ?? ABSENT, atMs: sessions.timeIn(session) }, message));
    },
    apiOutput: (sender, message) => sink(outputEvent({ clientid: sender, username: ABSENT, atMs: Date.now() }, message)),
  };
}
