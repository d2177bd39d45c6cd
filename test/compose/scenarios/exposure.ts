import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { run, type StackUnderTest } from '@tpedm/testkit';

/** Who may reach whom inside: container, host name and port. Everything else is closed. */
const OPEN = [
  ['nginx', 'dm-web', 8080],
  ['dm-web', 'emqx', 18083],
  ['dm-web', 'postgres', 5432],
  ['emqx', 'dm-webhook', 8081],
  ['emqx', 'postgres', 5432],
] as const;
const CLOSED = [
  ['nginx', 'postgres', 5432],
  ['nginx', 'emqx', 18083],
  ['nginx', 'dm-webhook', 8081],
  ['nginx', 'dm-worker', 8082],
] as const;

/** A second is long on one host: what is open answers within a millisecond. */
const tryDoor = (stack: StackUnderTest, from: string, host: string, port: number) =>
  stack.execute(from, 'timeout', '1', 'bash', '-c', `exec 3<>/dev/tcp/${host}/${port}`);

/** What can be reached, and what cannot. */
export function exposureTests(getStack: () => StackUnderTest): void {
  test('publishes the four ports of .env, and plain MQTT on this host only', async () => {
    const stack = getStack();
    const ports = await Promise.all(
      ['postgres', 'dm-webhook', 'emqx', 'dm-worker', 'dm-web', 'nginx'].map(async (service) => {
        const { NetworkSettings } = await stack.inspect(service);
        return Object.entries(NetworkSettings.Ports).flatMap(([inside, outside]) => (outside?.length ? [inside] : []));
      }),
    );
    expect(ports.flat().sort()).toEqual(['1883/tcp', '8080/tcp', '8443/tcp', '8883/tcp']);
    const { NetworkSettings } = await stack.inspect('emqx');
    expect(NetworkSettings.Ports['1883/tcp']).toEqual([{ HostIp: '127.0.0.1', HostPort: String(stack.mqttPort) }]);
  });

  test.each(OPEN)('%s reaches %s:%i', async (from, host, port) => {
    await tryDoor(getStack(), from, host, port);
  });

  test.each(CLOSED)('%s does not reach %s:%i', async (from, host, port) => {
    await expect(tryDoor(getStack(), from, host, port)).rejects.toThrow();
  });

  test('keeps Nginx and EMQX apart even by address, on the network that leads outside', async () => {
    const stack = getStack();
    const address = (
      await run('docker', [
        'inspect',
        '--format',
        `{{(index .NetworkSettings.Networks "${stack.project}_outside").IPAddress}}`,
        await stack.containerId('emqx'),
      ])
    ).trim();
    await expect(tryDoor(stack, 'nginx', address, 18083)).rejects.toThrow();
  });

  test.each(['postgres', 'dm-webhook', 'dm-worker', 'dm-web'])('%s cannot reach the world', async (service) => {
    await expect(tryDoor(getStack(), service, '192.0.2.1', 80)).rejects.toThrow();
  });

  test('answers plain HTTP with the way to HTTPS, and a program with an error', async () => {
    const { httpPort, httpsPort } = getStack();
    const ask = (path: string) => fetch(`http://localhost:${httpPort}${path}`, { redirect: 'manual' });
    const page = await ask('/devices?search=x');
    expect([page.status, page.headers.get('location')]).toEqual([308, `https://localhost:${httpsPort}/devices?search=x`]);
    expect((await ask('/api/v1/devices')).status).toBe(404);
  });

  test('takes MQTT without TLS on loopback', async () => {
    const socket = connect(getStack().mqttPort, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
  });
}
