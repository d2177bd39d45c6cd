import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { LIMITS } from '../../limits.ts';
import type { ConnectionAddress, ListenerKind } from '../sessions/session.ts';
import { ConnectionLimiter } from './connection-limiter.ts';

export type ListenerOptions = {
  host: string;
  mqttPort: number;
  /** null: not offered. */
  mqttTlsPort: number | null;
  mqttWsPort: number | null;
  /** PEM texts; null when TLS is not offered. */
  tls: { cert: string; key: string } | null;
  maxConnections: number;
  connectionsPerSecond: number;
  accept: (stream: Duplex, address: ConnectionAddress) => void;
};

export type Listeners = { ports: Partial<Record<ListenerKind, number>>; connections: () => number; stop: () => void };

const TLS_OPTIONS = { minVersion: 'TLSv1.2', handshakeTimeout: LIMITS.connectTimeoutMs } as const;

/** Opens the ports for devices: plain, TLS and WebSocket. Rejects when a port is taken. */
export async function openListeners(options: ListenerOptions): Promise<Listeners> {
  const limiters: ConnectionLimiter[] = [];
  const servers: Server[] = [];
  const ports: Listeners['ports'] = {};

  const open = async (kind: ListenerKind, server: Server, port: number): Promise<void> => {
    const limiter = new ConnectionLimiter(options.maxConnections, options.connectionsPerSecond);
    limiters.push(limiter);
    servers.push(server);
    // counted before TLS or WebSocket begin: a flood costs a socket and no more
    server.prependListener('connection', (socket: Socket) => limiter.admit(socket));
    server.listen(port, options.host);
    await once(server, 'listening');
    ports[kind] = (server.address() as AddressInfo).port;
  };

  const { accept, mqttPort, mqttTlsPort, mqttWsPort, tls } = options;
  const acceptFrom = (kind: ListenerKind) => (socket: Socket) => {
    if (!socket.destroyed) accept(socket, addressOf(kind, socket));
  };
  await open('tcp', createTcpServer({ noDelay: true }, acceptFrom('tcp')), mqttPort);
  if (mqttTlsPort !== null && tls) {
    await open('ssl', createTlsServer({ ...TLS_OPTIONS, ...tls, noDelay: true }, acceptFrom('ssl')), mqttTlsPort);
  }
  if (mqttWsPort !== null) await open('ws', webSocketServer(accept), mqttWsPort);
  return {
    ports,
    connections: () => limiters.reduce((sum, limiter) => sum + limiter.open, 0),
    stop: () => {
      for (const server of servers) server.close();
      for (const limiter of limiters) limiter.destroyAll();
    },
  };
}

function addressOf(listener: ListenerKind, { remoteAddress = '0.0.0.0', remotePort = 0, localAddress, localPort }: Socket) {
  return { listener, ip: remoteAddress, port: remotePort, sockname: `${localAddress ?? '0.0.0.0'}:${localPort ?? 0}` };
}

function webSocketServer(accept: ListenerOptions['accept']): Server {
  const timeouts = { headersTimeout: LIMITS.connectTimeoutMs, requestTimeout: LIMITS.connectTimeoutMs };
  // an unanswered request would hold its connection for ever
  const server = createHttpServer(timeouts, (_req, res) =>
    res.writeHead(426, { connection: 'close', upgrade: 'websocket' }).end(),
  );
  const sockets = new WebSocketServer({
    server,
    path: '/mqtt',
    maxPayload: LIMITS.packetBytes,
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
  });
  sockets.on('connection', (socket, request) => accept(createWebSocketStream(socket), addressOf('ws', request.socket)));
  return server;
}
