import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Api, createStackUnderTest, type Engine, type FakeGateway, type StackUnderTest, until } from '@tpedm/testkit';
import { connectGateway, untilReady } from '../support/live-gateway.ts';

const DATA = '/var/lib/postgresql/data';
const ASK_METRICS = "fetch('http://localhost:8081/metrics').then((answer) => answer.text()).then(console.log)";

/** A stack of its own, whose PostgreSQL has a small disk. */
export function fullDiskTests(getEngine: () => Engine): void {
  let stack: StackUnderTest;
  let api: Api;
  let gateway: FakeGateway;
  let said = 0;

  beforeAll(async () => {
    const settings = { COMPOSE_FILE: 'docker-compose.yml:test/compose/support/small-disk.yml' };
    stack = await createStackUnderTest(getEngine(), { settings });
    await stack.up();
    api = await stack.api();
    gateway = await connectGateway(stack, await api.register('gw-full'));
    await untilReady(api, 'gw-full');
  }, 120_000);
  afterAll(async () => {
    await gateway?.close();
    await stack?.remove();
  }, 60_000);

  /** The gateway says something that has to be stored; whether dm-webhook has been refused by the disk since. */
  const saysUntilRefused = async (): Promise<boolean> => {
    said += 1;
    await gateway.publish({ said, filler: 'x'.repeat(500) });
    const metrics = await stack.execute('dm-webhook', 'node', '-e', ASK_METRICS);
    return /^tpedm_hook_refused_total\{.*code="DATABASE_FULL".*\}/m.test(metrics);
  };
  const heard = async (): Promise<number> => {
    const { body } = await api.request<{ items: { detail: { requestId?: string }; kind: string }[] }>(
      'GET',
      '/devices/gw-full/events?limit=200',
    );
    return body.items.filter(({ kind, detail }) => kind === 'message.publish' && !detail.requestId).length;
  };

  test('a full disk raises the alarm in metrics, log and answer; once it has room, everything said meanwhile is stored', async () => {
    await stack.execute('postgres', 'sh', '-c', `cat /dev/zero > ${DATA}/filler 2>/dev/null; true`);
    await until(saysUntilRefused, { what: 'dm-webhook counts what it cannot store', timeoutMs: 90_000 });
    expect(await stack.compose('logs', '--no-color', 'dm-webhook')).toContain('the disk of the database is full');
    const register = () =>
      api.request<{ error?: { code: string } }>('POST', '/devices', { name: 'x'.repeat(128), clientid: `gw-${Date.now()}` });
    const isRefused = async () => (await register()).body.error?.code === 'DATABASE_FULL';
    await until(isRefused, { what: 'the API says that the disk is full', timeoutMs: 60_000 });
    expect((await api.device('gw-full')).presence.status).toBe('online');

    await stack.execute('postgres', 'rm', `${DATA}/filler`);
    await until(async () => (await heard()) === said, { what: 'all that was said is stored', timeoutMs: 60_000 });
    expect((await register()).status).toBe(201);
    expect((await api.device('gw-full')).presence.status).toBe('online');
  }, 240_000);
}
