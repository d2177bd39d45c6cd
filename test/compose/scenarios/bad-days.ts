import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Api, type FakeGateway, run, type StackUnderTest, until } from '@tpedm/testkit';
import { connectGateway, runCommand, untilReady } from '../support/live-gateway.ts';

/** How long dm-webhook is away; five minutes were tried by hand. */
const OUTAGE_SECONDS = Number(process.env.OUTAGE_SECONDS ?? 10);
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
  afterAll(() => gateway?.close());

  /** Sends COMMANDS commands, spread evenly over this time. */
  async function commandsDuring(durationMs: number): Promise<string[]> {
    const startedAt = Date.now();
    const ids: string[] = [];
    await until(
      async () => {
        const due = Math.min(COMMANDS, ((Date.now() - startedAt) / durationMs) * COMMANDS);
        while (ids.length < due) {
          ids.push((await api.send('gw-steady', { method: 'GET', path: '/device/time', timeoutSeconds: 3_600 })).id);
        }
        return Date.now() - startedAt >= durationMs;
      },
      { what: 'the outage is over', timeoutMs: durationMs + 30_000 },
    );
    return ids;
  }

  test.each(['dm-webhook', 'dm-worker', 'dm-web', 'nginx', 'postgres', 'emqx'])(
    'after a crash of %s it comes back, and a command goes through',
    async (service) => {
      await crash(stack, service);
      await untilReady(api, 'gw-steady');
      await runCommand(api, 'gw-steady');
    },
    120_000,
  );

  test(
    `dm-webhook away for ${OUTAGE_SECONDS} seconds under traffic: no answer and no event is lost, and presence is right`,
    async () => {
      const visitors = await Promise.all(
        ['gw-leaves', 'gw-comes'].map(async (clientid) => ({ clientid, credentials: await api.register(clientid) })),
      );
      const [leaving, coming] = visitors.map(
        ({ credentials }) =>
          () =>
            connectGateway(stack, credentials),
      );
      const left = await leaving?.();
      await untilReady(api, 'gw-leaves');
      await stack.compose('stop', 'dm-webhook');
      await left?.close();
      const came = await coming?.();
      const ids = await commandsDuring(OUTAGE_SECONDS * 1_000);
      await stack.compose('start', 'dm-webhook');
      await until(async () => (await succeeded(api, ids)) === ids.length, {
        what: 'every answer has arrived',
        timeoutMs: 120_000,
      });
      const isPresenceRight = async () =>
        (await api.device('gw-leaves')).presence.status === 'offline' && (await api.device('gw-comes')).ready;
      await until(isPresenceRight, { what: 'who has left is offline and who has come is ready', timeoutMs: 60_000 });
      const { evidence } = (await api.device('gw-leaves')).presence;
      expect(evidence).toMatchObject({ source: 'hook', event: 'client.disconnected' });
      await came?.close();
    },
    150_000 + OUTAGE_SECONDS * 1_000,
  );

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

  test('a gateway whose clock is a day ahead is told of, and one whose clock is a day behind works', async () => {
    const refusal = { 'request-id': -1, state: 400, payload: { code: 400, message: 'request time invalid(before now)' } };
    const ahead = await connectGateway(stack, await api.register('gw-ahead'), () => refusal);
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    const behind = await connectGateway(stack, await api.register('gw-behind'), ({ requestId }) => ({
      'request-id': requestId,
      state: 200,
      payload: { data: { time: yesterday } },
    }));
    for (const clientid of ['gw-ahead', 'gw-behind']) await untilReady(api, clientid);
    await runCommand(api, 'gw-behind');
    const { id } = await api.send('gw-ahead', { method: 'GET', path: '/device/time', timeoutSeconds: 60 });
    const hasFailed = async () => (await api.command(id)).state === 'failed';
    await until(hasFailed, { what: 'the command has failed' });
    expect((await api.command(id)).error).toMatch(/Check the gateway's clock/);
    const { since, status } = (await api.device('gw-behind')).presence;
    expect([status, Math.abs(Date.parse(String(since)) - Date.now()) < 120_000]).toEqual(['online', true]);
    await Promise.all([ahead.close(), behind.close()]);
  }, 60_000);

  test('docker compose up twice at once, with a container gone, ends with everything healthy', async () => {
    await stack.compose('rm', '--stop', '--force', 'dm-web', 'nginx');
    await Promise.all([stack.tryCompose('up', '--detach', '--no-build'), stack.tryCompose('up', '--detach', '--no-build')]);
    await stack.up();
    await untilReady(api, 'gw-steady');
    await runCommand(api, 'gw-steady');
  }, 120_000);

  test('dm-database-init may run again at any time, also twice at once, and changes nothing', async () => {
    const init = () => stack.compose('run', '--rm', '-T', '--no-deps', 'dm-database-init');
    await Promise.all([init(), init()]);
    expect((await api.device('gw-steady')).clientid).toBe('gw-steady');
  }, 60_000);
}
