import { beforeAll, expect, test } from '@jest/globals';
import { type Api, type FakeGateway, run, until } from '@tpedm/testkit';
import { connectGateway, runCommand, untilReady } from '../support/live-gateway.ts';
import type { StackUnderTest } from '../support/stack-under-test.ts';

const COMMANDS = 50;

/** A crash, as the kernel ends a process for want of memory: the engine must start the container again by itself. */
async function crash(stack: StackUnderTest, service: string): Promise<void> {
  const id = await stack.containerId(service);
  const pid = Number(await run('docker', ['inspect', '--format', '{{.State.Pid}}', id]));
  const restarts = () => run('docker', ['inspect', '--format', '{{.RestartCount}}', id]);
  const before = Number(await restarts());
  process.kill(pid, 'SIGKILL');
  await until(async () => Number(await restarts()) > before, { what: `${service} has been started again`, timeoutMs: 30_000 });
  await stack.untilHealth(service);
}

/** How many of these commands of gw-steady have succeeded. */
async function succeeded(api: Api, ids: readonly string[]): Promise<number> {
  const { body } = await api.request<{ items: { id: string; state: string }[] }>('GET', '/devices/gw-steady/commands?limit=100');
  return body.items.filter(({ id, state }) => ids.includes(id) && state === 'succeeded').length;
}

/** What goes wrong in practice, and how it ends. */
export function badDayTests(getStack: () => StackUnderTest): void {
  let stack: StackUnderTest;
  let api: Api;
  let gateway: FakeGateway;

  beforeAll(async () => {
    stack = getStack();
    api = await stack.api();
    gateway = await connectGateway(stack, await api.register('gw-steady'));
    await untilReady(api, 'gw-steady');
  }, 60_000);

  test.each(['dm-webhook', 'dm-worker', 'dm-web', 'nginx', 'postgres', 'emqx'])(
    'after a crash of %s it comes back, and a command goes through',
    async (service) => {
      await crash(stack, service);
      await untilReady(api, 'gw-steady');
      await runCommand(api, 'gw-steady');
    },
    120_000,
  );

  test('what gateways say while dm-webhook is away is not lost', async () => {
    await stack.compose('stop', 'dm-webhook');
    const ids: string[] = [];
    for (let index = 0; index < COMMANDS; index++) {
      ids.push((await api.send('gw-steady', { method: 'GET', path: '/device/time', timeoutSeconds: 120 })).id);
    }
    const answered = () => gateway.requests.length;
    const before = answered();
    await until(async () => (await api.command(String(ids.at(-1)))).state === 'sent', {
      what: 'the last command is sent',
      timeoutMs: 60_000,
    });
    expect(answered()).toBeGreaterThanOrEqual(before);
    await stack.compose('start', 'dm-webhook');
    await until(async () => (await succeeded(api, ids)) === COMMANDS, { what: 'every answer has arrived', timeoutMs: 60_000 });
  }, 150_000);

  test('a gateway stays connected while PostgreSQL is away, the console says what is wrong, and all recovers alone', async () => {
    const closed: boolean[] = [];
    gateway.client.on('close', () => closed.push(true));
    await stack.compose('stop', 'postgres');
    await stack.untilHealth('dm-web', 'unhealthy');
    const { status, body } = await api.request<{ error: { code: string } }>('GET', '/devices');
    expect([status, body.error.code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
    await stack.compose('start', 'postgres');
    for (const service of ['postgres', 'dm-web', 'dm-webhook', 'dm-worker']) await stack.untilHealth(service);
    await runCommand(api, 'gw-steady');
    expect(closed).toEqual([]);
  }, 180_000);

  test('while dm-web is away, people read that it is, and programs get an error they know', async () => {
    await stack.compose('stop', 'dm-web');
    try {
      const page = await stack.fetch(`${stack.url}/devices`);
      expect([page.status, await page.text()]).toEqual([503, expect.stringContaining('TPEDM is not answering')]);
      const answer = await stack.fetch(`${stack.url}/api/v1/devices`);
      expect([answer.status, await answer.json()]).toEqual([503, { error: expect.objectContaining({ code: 'STOPPING' }) }]);
    } finally {
      await stack.compose('start', 'dm-web');
      await stack.untilHealth('dm-web');
    }
  }, 60_000);

  test('dm-database-init may run again at any time, also twice at once, and changes nothing', async () => {
    const init = () => stack.compose('run', '--rm', '-T', '--no-deps', 'dm-database-init');
    await Promise.all([init(), init()]);
    expect((await api.device('gw-steady')).clientid).toBe('gw-steady');
    await gateway.close();
  }, 60_000);
}
