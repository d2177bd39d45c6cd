import { inputRootOf } from '@tpedm/domain';
import type { AedesOptions, Client, PublishPacket } from 'aedes';
import { LIMITS } from '../../limits.ts';
import type { SessionEvents } from '../events/session-events.ts';
import type { Qos, Session } from '../sessions/session.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';
import { isOutputTopic, mayPublish, maySubscribe } from '../topics/topic-rules.ts';
import { ProtocolFault } from './end-reason.ts';
import { isIllFormed } from './ill-formed.ts';
import { connectionOf, type SessionAedes } from './session-aedes.ts';

/** Where a refused message goes: nobody can subscribe to it. The device gets its acknowledgement and stays, as with EMQX. */
const NOWHERE = '$nowhere';

/** The hooks of aedes through which topics are used: the rules of `emqx/acl.conf`, and the events of outputs. */
export function topicHooks(
  sessions: SessionRegistry,
  events: SessionEvents,
): Pick<AedesOptions, 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'> {
  return {
    authorizePublish: (client, packet, done) => {
      const session = client && connectionOf(client).session;
      if (!session) done(new ProtocolFault('not_authorized'));
      else if (isIllFormed(packet.topic)) done(new ProtocolFault('utf8_string_invalid'));
      else {
        takePublish(session, packet, events);
        done(null);
      }
    },
    authorizeSubscribe: (client, subscription, done) => {
      const { topic, qos } = subscription;
      const isGranted = subscribe(sessionOf(client, sessions), topic, qos as Qos);
      done(null, isGranted ? subscription : null);
    },
    authorizeForward: (client, packet) => {
      // a message that overtakes the CONNACK of a resumed session waits in the queue
      if (!client.connackSent) return null;
      const { session } = connectionOf(client);
      if (session) session.sentMessages += 1;
      return packet;
    },
  };
}

/** aedes asks for the topics of a resumed session before it registers the client. */
const sessionOf = (client: Client, sessions: SessionRegistry): Session | undefined =>
  connectionOf(client).session ?? sessions.resumable(client.id);

function takePublish(session: Session, packet: PublishPacket, events: SessionEvents): void {
  session.receivedMessages += 1;
  const { clientid, username } = session;
  if (!mayPublish({ clientid, username: username ?? '' }, packet.topic)) {
    packet.topic = NOWHERE;
    packet.payload = Buffer.alloc(0);
    return;
  }
  if (isOutputTopic(packet.topic) && !isRepeated(session, packet)) events.deviceOutput(session, packet);
}

/** A message of QoS 2 may be sent again until it is released; a will has no packet id. */
function isRepeated({ reportedMessages }: Session, { qos, messageId }: PublishPacket): boolean {
  if (qos !== 2 || messageId === undefined) return false;
  if (reportedMessages.has(messageId)) return true;
  reportedMessages.add(messageId);
  return false;
}

function subscribe(session: Session | undefined, topic: string, qos: Qos): boolean {
  if (!session || !maySubscribe(session.clientid, topic)) return false;
  const { subscriptions } = session;
  if (!subscriptions.has(topic) && subscriptions.size >= LIMITS.subscriptionsPerSession) return false;
  subscriptions.set(topic, qos);
  return true;
}

/** What SUBACK says of a filter that was refused. */
const REFUSED_QOS = 128;

/** Reports that a device is ready: it has subscribed to its input, or to a filter of its own that covers it. */
export function followSubscriptions(aedes: SessionAedes, events: SessionEvents): void {
  aedes.on('subscribe', (subscriptions, client) => {
    const { session } = connectionOf(client);
    if (!session) return;
    for (const { topic, qos } of subscriptions as { topic: string; qos: number }[]) {
      if (qos !== REFUSED_QOS && inputRootOf(topic, client.id) !== null) events.subscribed(session, topic, qos as Qos);
    }
  });
  aedes.on('unsubscribe', (topics, client) => {
    // a connection that ends says it too, but a session may outlive its connection
    if (client.closed) return;
    for (const topic of topics) connectionOf(client).session?.subscriptions.delete(topic);
  });
}
