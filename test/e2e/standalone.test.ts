import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectFakeGateway, SERVICES_DIR, type Standalone, startStandalone, until } from '@tpedm/testkit';

let tpedm: Standalone;
beforeAll(async () => {
  tpedm = await startStandalone();
}, 90_000);
afterAll(() => tpedm?.remove());

/** Processes, of ours or left behind, that mention this installation's folder or were started by it. */
function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
      parents.set(Number(name), Number(parent));
    } catch {
      // It has ended while we were looking.
    }
  }
  const children = [...parents].filter(([, parent]) => parent === pid).map(([child]) => child);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

test('prints one block that says how to go on', () => {
  const output = tpedm.output();
  expect(output).toContain(`TPEDM is ready: http://localhost:${tpedm.ports.HTTP_PORT}/`);
  expect(output).toContain(`/setup?token=${tpedm.setupToken}`);
  expect(output).toContain(`localhost:${tpedm.ports.MQTT_PORT} (MQTT)`);
  expect(output).toContain(tpedm.home);
});

test('keeps its secrets to itself', () => {
  for (const folder of ['vault', 'secrets', 'logs']) expect(statSync(join(tpedm.home, folder)).mode & 0o077).toBe(0);
});

test('a taken port is one line that names it and its variable', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const port = (squatter.address() as { port: number }).port;
  try {
    const start = startStandalone({ env: { HTTP_PORT: String(port) } });
    await expect(start).rejects.toThrow(`\nPort ${port} is taken by another program: set HTTP_PORT to a free port\n`);
  } finally {
    squatter.close();
  }
});

test('a second start on the same folder is refused while the first one runs', async () => {
  const child = spawn(process.execPath, [join(SERVICES_DIR, 'dm-standalone/dist/main.js')], {
    env: { PATH: process.env.PATH, TPEDM_HOME: tpedm.home },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let message = '';
  child.stderr.on('data', (chunk: Buffer) => (message += chunk.toString()));
  const [code] = await once(child, 'close');
  expect({ code, message }).toEqual({ code: 1, message: expect.stringContaining('is running on') });
});

test('a device can connect over TLS with the certificate that TPEDM hands out', async () => {
  const api = await tpedm.api();
  const credentials = await api.register('tls-gateway');
  const ca = await (await fetch(`${tpedm.url}/ca.crt`)).text();
  const gateway = await connectFakeGateway({ url: tpedm.mqttsUrl, credentials, mqtt: { ca } });
  await until(async () => (await api.device('tls-gateway')).ready, { what: 'it is ready' });
  await gateway.close();
});

test.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)(
  '%s leaves no process behind, and the next start finds everything',
  async (signal) => {
    const api = await tpedm.api();
    const clientid = `kept-over-${signal}`;
    await api.register(clientid);
    const processes = descendants(tpedm.pid);
    expect(processes.length).toBeGreaterThanOrEqual(5);
    await tpedm.end(signal);
    await until(() => processes.filter(isAlive).length === 0, { what: 'every process has ended', timeoutMs: 20_000 });
    await tpedm.restart();
    expect(await api.device(clientid)).toMatchObject({ clientid, presence: { status: 'never' } });
  },
  90_000,
);

describe('under npm', () => {
  let underNpm: Standalone;
  beforeAll(async () => {
    underNpm = await startStandalone({ underNpm: true });
  }, 90_000);
  afterAll(() => underNpm?.remove());

  const untilAllGone = (processes: number[]) =>
    until(() => processes.filter(isAlive).length === 0, { what: 'every process has ended', timeoutMs: 20_000 });

  /** Warnings and errors of all services. */
  const complaints = (): string[] => {
    const logs = join(underNpm.home, 'logs');
    const lines = readdirSync(logs).flatMap((name) => readFileSync(join(logs, name), 'utf8').split('\n'));
    return lines.filter((line) => /"level":"(?:warn|error)"|\b(?:ERROR|FATAL|PANIC):/.test(line));
  };

  test('Ctrl-C ends everything in order: PostgreSQL last, no service loses it before', async () => {
    const processes = descendants(underNpm.pid);
    expect(processes.length).toBeGreaterThanOrEqual(7);
    await underNpm.pressCtrlC();
    await untilAllGone(processes);
    expect(complaints()).toEqual([]);
  }, 60_000);

  test('kill -9 of npm leaves no process behind', async () => {
    await underNpm.restart();
    const processes = descendants(underNpm.pid);
    await underNpm.end('SIGKILL');
    await untilAllGone(processes);
  }, 60_000);
});
