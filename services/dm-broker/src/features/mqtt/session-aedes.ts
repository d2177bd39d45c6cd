import './aedes-internals.ts';
import { Aedes, type Client } from 'aedes';
import { DeviceConnection } from './device-connection.ts';

/** The connection of a client: every one comes through our listeners. */
export function connectionOf(client: Client): DeviceConnection {
  if (client.conn instanceof DeviceConnection) return client.conn;
  throw new TypeError('a client came in past the listeners');
}

/**
 * aedes with a strict order of sessions: one clientid has one registered client at any time, the old one is gone for everybody
 * before the new one is announced, and a client that died while it was being let in is never announced.
 */
export class SessionAedes extends Aedes {
  override registerClient(client: Client): void {
    if (client.closed) return;
    const old = this.clients[client.id];
    if (old) {
      const isCleanStart = connectionOf(client).details?.cleanStart ?? true;
      connectionOf(old).endReason ??= isCleanStart ? 'discarded' : 'takenover';
      old.close();
      this.unregisterClient(old);
    }
    this._finishRegisterClient(client);
  }

  override unregisterClient(client: Client): void {
    // aedes may say it a second time, when another client has taken the place
    if (this.clients[client.id] === client) super.unregisterClient(client);
  }
}
