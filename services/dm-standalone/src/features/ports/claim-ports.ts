import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Config } from '../../config.ts';

const PORT_VARIABLES = [
  'HTTP_PORT',
  'MQTT_PORT',
  'MQTT_TLS_PORT',
  'MQTT_WS_PORT',
  'BROKER_API_PORT',
  'HOOK_PORT',
  'WORKER_PORT',
  'POSTGRES_PORT',
] as const;
type PortVariable = (typeof PORT_VARIABLES)[number];
export type Ports = Record<PortVariable, number>;

/** Ports that only our own services use; they stay on loopback whatever HOST says. */
const INTERNAL: ReadonlySet<PortVariable> = new Set(['BROKER_API_PORT', 'HOOK_PORT', 'WORKER_PORT', 'POSTGRES_PORT']);

/**
 * Finds out whether every port is free, choosing one where 0 is asked for.
 * @throws Error of one line that names the taken port and its variable
 */
export async function claimPorts(config: Config): Promise<Ports> {
  const ports: Partial<Ports> = {};
  for (const variable of PORT_VARIABLES) {
    ports[variable] = await claim(variable, config[variable], INTERNAL.has(variable) ? '127.0.0.1' : config.HOST);
  }
  return ports as Ports;
}

async function claim(variable: PortVariable, port: number, host: string): Promise<number> {
  const server = createServer();
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new Error(`Port ${port} is taken by another program: set ${variable} to a free port`);
    if (code === 'EACCES') throw new Error(`Port ${port} needs more rights than we have: set ${variable} to a port above 1023`);
    throw error;
  }
  const chosen = (server.address() as AddressInfo).port;
  server.close();
  await once(server, 'close');
  return chosen;
}
