import type { Client, PublishPacket } from 'aedes';

/**
 * What we use of aedes 1.2.0 beyond its published types; the version is pinned exactly for this. The registration of clients is
 * ours (`session-aedes.ts`), since takeover must end the old session, with its reason, before the new one begins.
 */
declare module 'aedes' {
  interface Aedes {
    clients: Record<string, Client>;
    registerClient(client: Client): void;
    unregisterClient(client: Client): void;
    _finishRegisterClient(client: Client): void;
  }
  interface Client {
    /** The device has its CONNACK. */
    connackSent: boolean;
    /** The device sent DISCONNECT. */
    _disconnected: boolean;
    will: PublishPacket | null;
  }
}

export type { Client };
