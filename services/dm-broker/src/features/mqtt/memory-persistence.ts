import { Readable } from 'node:stream';
import type { Client, PublishPacket, Subscription } from 'aedes';
import type { QueuedPacket } from '../sessions/message-queue.ts';
import type { Qos } from '../sessions/session.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';

/** Stands for "there is a session" when it has no subscription: aedes takes an empty list for no session. It is never granted. */
export const SESSION_MARKER = '$session';

type PacketId = { messageId?: number | undefined };
type Known = Pick<Client, 'id'> & { connackSent?: boolean };

/**
 * What aedes asks its store, answered from our sessions: subscriptions that were granted, queues with a bound, no retained messages
 * (the retainer is off) and no second broker.
 */
export class MemoryPersistence {
  readonly #sessions: SessionRegistry;

  constructor(sessions: SessionRegistry) {
    this.#sessions = sessions;
  }

  async setup(): Promise<void> {}

  async subscriptionsByClient({ id }: Known): Promise<Subscription[]> {
    const session = this.#sessions.resumable(id);
    if (!session) return [];
    const subscriptions = [...session.subscriptions].map(([topic, qos]) => ({ topic, qos }));
    return subscriptions.length > 0 ? subscriptions : [{ topic: SESSION_MARKER, qos: 0 }];
  }

  async subscriptionsByTopic(topic: string): Promise<{ clientId: string; topic: string; qos: Qos }[]> {
    const found = this.#sessions.subscriber(topic);
    if (!found || found.qos === 0 || found.session.cleanStart) return [];
    return [{ clientId: found.session.clientid, topic, qos: found.qos }];
  }

  /** Granted subscriptions are in the session already; aedes would have the refused ones stored too. */
  async addSubscriptions(): Promise<void> {}
  async removeSubscriptions(): Promise<void> {}
  /** The session itself is replaced when the client is registered. */
  async cleanSubscriptions(): Promise<void> {}

  async outgoingEnqueueCombi(
    receivers: readonly { clientId: string; qos: Qos }[],
    packet: PublishPacket & QueuedPacket,
  ): Promise<void> {
    for (const { clientId, qos } of receivers) {
      const queued = { ...packet, qos: Math.min(qos, packet.qos) as Qos, retain: false, dup: false, messageId: undefined };
      this.#sessions.resumable(clientId)?.queue.add(queued);
    }
  }

  async outgoingUpdate({ id }: Known, packet: QueuedPacket): Promise<void> {
    this.#sessions.resumable(id)?.queue.update(packet);
  }

  async outgoingClearMessageId({ id, connackSent }: Known, packet: QueuedPacket): Promise<QueuedPacket | undefined> {
    // not sent yet and the device has no CONNACK: the message stays for the queue that follows the CONNACK
    if (packet.messageId === undefined && !connackSent) return undefined;
    return this.#sessions.resumable(id)?.queue.remove(packet);
  }

  outgoingStream({ id }: Known): Readable {
    return Readable.from(this.#sessions.resumable(id)?.queue.all() ?? []);
  }

  async incomingStorePacket({ id }: Known, packet: PacketId): Promise<void> {
    if (packet.messageId !== undefined) this.#sessions.get(id)?.awaitingRelease.set(packet.messageId, packet);
  }

  /** Rejects when the message is new, as aedes wants it. */
  async incomingGetPacket({ id }: Known, { messageId = 0 }: PacketId): Promise<unknown> {
    const packet = this.#sessions.get(id)?.awaitingRelease.get(messageId);
    if (packet === undefined) throw new Error('no such packet');
    return packet;
  }

  async incomingDelPacket({ id }: Known, { messageId = 0 }: PacketId): Promise<void> {
    const session = this.#sessions.get(id);
    session?.awaitingRelease.delete(messageId);
    session?.reportedMessages.delete(messageId);
  }

  async cleanIncoming(): Promise<void> {}

  async storeRetained(): Promise<void> {}
  createRetainedStreamCombi(): Readable {
    return Readable.from([]);
  }

  /** aedes publishes the will itself when the connection ends; a store would only serve other brokers. */
  async putWill(): Promise<void> {}
  async delWill(): Promise<void> {}
  streamWill(): Readable {
    return Readable.from([]);
  }

  async destroy(): Promise<void> {}
}
