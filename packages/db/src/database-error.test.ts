import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { connectionParameters } from './database.ts';
import { isDatabaseUnavailable } from './database-error.ts';

test('a server that takes the connection and says nothing counts as away', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const config = {
    DATABASE_HOST: '127.0.0.1',
    DATABASE_PORT: port,
    DATABASE_NAME: 'x',
    DATABASE_USER: 'x',
    DATABASE_PASSWORD: 'x',
  };
  const client = new pg.Client(connectionParameters({ ...config, DATABASE_TLS: 'off' }));
  try {
    const error = await client.connect().catch((reason: unknown) => reason);
    expect([String(error), isDatabaseUnavailable(error)]).toEqual([expect.stringMatching(/timeout/i), true]);
  } finally {
    await client.end().catch(() => undefined);
    for (const socket of sockets) socket.destroy();
    silent.close();
  }
}, 30_000);
