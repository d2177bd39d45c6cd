/**
 * A message on its way to a device: waiting while `messageId` is not set, sent and not acknowledged once it is.
 * `brokerCounter` is the broker's own number of the message.
 */
export type QueuedPacket = {
  cmd: string;
  brokerCounter?: number;
  messageId?: number | undefined;
  topic?: string;
  payload?: string | Buffer;
  qos?: 0 | 1 | 2;
};

/** Messages of QoS 1 and 2 that a session has not acknowledged, oldest first; a full queue drops its oldest. */
export class MessageQueue {
  readonly #maxLength: number;
  #packets: QueuedPacket[] = [];
  #dropped = 0;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  get length(): number {
    return this.#packets.length;
  }

  get inflight(): number {
    return this.#packets.filter(({ messageId }) => messageId !== undefined).length;
  }

  /** How many were dropped because the queue was full. */
  get dropped(): number {
    return this.#dropped;
  }

  all(): readonly QueuedPacket[] {
    return [...this.#packets];
  }

  add(packet: QueuedPacket): void {
    if (this.#packets.length >= this.#maxLength) {
      this.#packets.shift();
      this.#dropped += 1;
    }
    this.#packets.push(packet);
  }

  /** Notes that a message was sent under an id, or that its PUBREL took its place. */
  update(packet: QueuedPacket): void {
    const isPublish = packet.cmd === 'publish';
    const index = this.#packets.findIndex((known) =>
      isPublish ? known.brokerCounter === packet.brokerCounter : known.messageId === packet.messageId,
    );
    const known = this.#packets[index];
    if (!known) return;
    if (isPublish && packet.messageId !== undefined) known.messageId = packet.messageId;
    else this.#packets[index] = packet;
  }

  /** Takes out what was acknowledged, or what went another way when it was never sent. */
  remove(packet: QueuedPacket): QueuedPacket | undefined {
    const { messageId, brokerCounter } = packet;
    const index = this.#packets.findIndex((known) =>
      messageId === undefined
        ? known.messageId === undefined && known.brokerCounter === brokerCounter
        : known.messageId === messageId,
    );
    return index === -1 ? undefined : this.#packets.splice(index, 1)[0];
  }
}
