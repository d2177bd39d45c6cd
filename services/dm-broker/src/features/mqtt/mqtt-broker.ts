import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Logger } from '@tpedm/platform';
import type { Client, PublishPacket } from 'aedes';
import { LIMITS } from '../../limits.ts';
import type { SessionEvents } from '../events/session-events.ts';
import type { ConnectionAddress } from '../sessions/session.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';
import type { Admission } from './admission.ts';
import { admissionHooks } from './admission-hooks.ts';
import { DeviceConnection } from './device-connection.ts';
import { endReasonOf, reasonOfError } from './end-reason.ts';
import { MemoryPersistence } from './memory-persistence.ts';
import { connectionOf, SessionAedes } from './session-aedes.ts';
import { followSubscriptions, topicHooks } from './topic-hooks.ts';

export type MqttBroker = {
  /** Takes over a connection of a device. */
  accept: (stream: Duplex, address: ConnectionAddress) => void;
  /** Delivers a message to whoever is subscribed, without a look at the topic rules. */
  publish: (message: { topic: string; payload: Buffer; qos: 0 | 1 | 2 }) => void;
  /** Cuts a device's connection and ends its session; false when there is neither. */
  kick: (clientid: string) => boolean;
  /** Cuts a device's connection and tells nobody, as EMQX does now and then; false when it is not connected. */
  closeSilently: (clientid: string) => boolean;
  /** Closes every connection; nobody is told, as with EMQX. */
  stop: () => Promise<void>;
};

export type MqttBrokerDeps = {
  sessions: SessionRegistry;
  admit: Admission;
  events: SessionEvents;
  messagesPerSecond: number;
  log: Logger;
};

export async function createMqttBroker(deps: MqttBrokerDeps): Promise<MqttBroker> {
  const { sessions, admit, events, messagesPerSecond, log } = deps;
  const aedes = new SessionAedes({
    // one slow device must not hold up the others
    concurrency: 0,
    connectTimeout: LIMITS.connectTimeoutMs,
    maxInflightInbound: LIMITS.awaitingRelease,
    maxTopicLevels: LIMITS.topicLevels,
    queueLimit: LIMITS.queuedMessages,
    persistence: new MemoryPersistence(sessions),
    ...admissionHooks(admit),
    ...topicHooks(sessions, events),
  });
  // its types do not know this event; without a listener it would end the process
  (aedes as EventEmitter).on('error', (error) => log.error('the MQTT library failed', { error }));
  await aedes.listen();
  followSessions(aedes, sessions, events, log);
  followSubscriptions(aedes, events);
  return {
    accept: (stream, address) => void aedes.handle(new DeviceConnection(stream, address, messagesPerSecond)),
    publish: ({ topic, payload, qos }) => {
      const packet: PublishPacket = { cmd: 'publish', topic, payload, qos, retain: false, dup: false };
      aedes.publish(packet, (error) => {
        if (error) log.warn('message not delivered', { topic, error });
      });
    },
    kick: (clientid) => {
      const isKnown = sessions.get(clientid) !== undefined;
      const client = aedes.clients[clientid];
      if (client) end(aedes, client, 'kicked');
      sessions.remove(clientid);
      return isKnown;
    },
    closeSilently: (clientid) => {
      const client = aedes.clients[clientid];
      if (!client) return false;
      connectionOf(client).silent = true;
      end(aedes, client, 'kicked');
      return true;
    },
    stop: () => {
      for (const client of Object.values(aedes.clients)) connectionOf(client).silent = true;
      return new Promise((resolve) => aedes.close(resolve));
    },
  };
}

function end(aedes: SessionAedes, client: Client, reason: string): void {
  connectionOf(client).endReason ??= reason;
  client.close();
  aedes.unregisterClient(client);
}

/** Keeps the sessions in step with the connections, and reports their beginnings and ends. */
function followSessions(aedes: SessionAedes, sessions: SessionRegistry, events: SessionEvents, log: Logger): void {
  aedes.on('client', (client) => {
    const connection = connectionOf(client);
    if (!connection.details) return;
    connection.session = sessions.open(client.id, connection.details, connection);
    events.connected(connection.session);
  });
  aedes.on('clientDisconnect', (client) => {
    const { session, silent } = connectionOf(client);
    if (!session) return;
    sessions.disconnect(session);
    if (!silent) events.disconnected(session, endReasonOf(client));
  });
  aedes.on('keepaliveTimeout', (client) => {
    connectionOf(client).endReason ??= 'keepalive_timeout';
  });
  aedes.on('clientError', (client, error) => {
    connectionOf(client).endReason ??= reasonOfError(error);
    log.debug('connection ended by an error', { clientid: client.id, error });
  });
}
