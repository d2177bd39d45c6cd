import { LIMITS } from '../../limits.ts';
import { filterMatches, topicOwner } from '../topics/topic-rules.ts';
import { MessageQueue } from './message-queue.ts';
import type { ConnectDetails, ConnectionAddress, Qos, Session, Traffic } from './session.ts';
import { SessionClock } from './session-clock.ts';

/** Every session of the broker, connected or waiting for its device to come back. In memory: a restart forgets them all. */
export class SessionRegistry {
  readonly #sessions = new Map<string, Session>();
  readonly #clock: SessionClock;
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#clock = new SessionClock(now);
  }

  get size(): number {
    return this.#sessions.size;
  }

  get(clientid: string): Session | undefined {
    return this.#sessions.get(clientid);
  }

  all(): IterableIterator<Session> {
    return this.#sessions.values();
  }

  /** The session that a device comes back to; undefined when there is none, or only one that ends with its connection. */
  resumable(clientid: string): Session | undefined {
    const session = this.#sessions.get(clientid);
    return session?.cleanStart === false ? session : undefined;
  }

  /** A device has connected: it gets its waiting session back, or a new one when it wants a clean start or has none. */
  open(clientid: string, details: ConnectDetails, connection: { address: ConnectionAddress; traffic: Traffic }): Session {
    const connectedAtMs = this.#clock.nextConnectedAt(clientid);
    const known = details.cleanStart ? undefined : this.resumable(clientid);
    const kept = known ?? {
      createdAtMs: connectedAtMs,
      subscriptions: new Map<string, Qos>(),
      queue: new MessageQueue(LIMITS.queuedMessages),
      awaitingRelease: new Map<number, unknown>(),
      reportedMessages: new Set<number>(),
      receivedMessages: 0,
      sentMessages: 0,
    };
    const { address, traffic } = connection;
    const session: Session = { ...kept, ...details, clientid, address, traffic, connectedAtMs, disconnectedAtMs: null };
    this.#sessions.set(clientid, session);
    return session;
  }

  /** The session's connection is gone; without a clean start the session waits for the device. */
  disconnect(session: Session): void {
    session.disconnectedAtMs = this.timeIn(session);
    if (session.cleanStart && this.#sessions.get(session.clientid) === session) this.#sessions.delete(session.clientid);
  }

  remove(clientid: string): void {
    this.#sessions.delete(clientid);
  }

  /** Now, but never before the session's own beginning. */
  timeIn({ connectedAtMs }: Session): number {
    return Math.max(this.#now(), connectedAtMs);
  }

  /** Sessions subscribed to `topic` and the QoS that they asked for. A topic belongs to one device, so there is one at most. */
  subscriber(topic: string): { session: Session; qos: Qos } | undefined {
    const owner = topicOwner(topic);
    const session = owner === null ? undefined : this.#sessions.get(owner);
    if (!session) return undefined;
    const granted = [...session.subscriptions].filter(([filter]) => filterMatches(filter, topic)).map(([, qos]) => qos);
    return granted.length === 0 ? undefined : { session, qos: Math.max(...granted) as Qos };
  }

  /** Forgets the sessions whose devices have stayed away too long. */
  expire(): void {
    const oldestMs = this.#now() - LIMITS.sessionExpirySeconds * 1_000;
    for (const session of this.#sessions.values()) {
      if (session.disconnectedAtMs !== null && session.disconnectedAtMs < oldestMs) this.#sessions.delete(session.clientid);
    }
    this.#clock.forgetOld();
  }
}
