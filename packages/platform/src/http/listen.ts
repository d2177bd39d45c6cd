import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Starts listening and resolves with the port, which the system chooses when `port` is 0. Rejects when the port is taken. */
export async function listen(server: Server, address: { host: string; port: number }): Promise<number> {
  server.listen(address.port, address.host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Stops taking requests, lets those under way finish, and after `graceMs` cuts the connections that are left. */
export async function closeServer(server: Server, graceMs = 5_000): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}
