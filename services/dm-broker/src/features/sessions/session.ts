import type { MessageQueue } from './message-queue.ts';

export type ListenerKind = 'tcp' | 'ssl' | 'ws';
export type Qos = 0 | 1 | 2;

/** Where a connection comes from and where it arrived. */
export type ConnectionAddress = { listener: ListenerKind; ip: string; port: number; sockname: string };

/** Bytes of MQTT since the device connected. */
export type Traffic = { receivedBytes: number; sentBytes: number };

/** What a device said when it connected. `username` is null when it gave none. */
export type ConnectDetails = { username: string | null; keepaliveSeconds: number; cleanStart: boolean };

/**
 * What the broker keeps of a device. With `cleanStart` it ends with the connection, else it outlives it for a while.
 * Times are milliseconds since 1970; `connectedAtMs` is the key of the (latest) connection; `disconnectedAtMs` is null while connected.
 */
export type Session = ConnectDetails & {
  clientid: string;
  address: ConnectionAddress;
  /** Of the latest connection; it grows while that is open. */
  traffic: Readonly<Traffic>;
  createdAtMs: number;
  connectedAtMs: number;
  disconnectedAtMs: number | null;
  subscriptions: Map<string, Qos>;
  queue: MessageQueue;
  /** QoS 2 messages stored and not released by the device, by their packet id. */
  awaitingRelease: Map<number, unknown>;
  /** Packet ids of QoS 2 messages that were reported and not released: a repeated one is not reported again. */
  reportedMessages: Set<number>;
  receivedMessages: number;
  sentMessages: number;
};

export const isConnected = (session: Session): boolean => session.disconnectedAtMs === null;

/** `ip:port` of the device's end. */
export const peernameOf = ({ ip, port }: ConnectionAddress): string => `${ip}:${port}`;
