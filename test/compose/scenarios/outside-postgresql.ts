import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type Api,
  createStackUnderTest,
  type Engine,
  type FakeGateway,
  PROJECT_ROOT,
  run,
  type StackUnderTest,
  until,
} from '@tpedm/testkit';
import { connectGateway, runCommand, untilReady } from '../support/live-gateway.ts';
import { type OutsidePostgres, startOutsidePostgres } from '../support/outside-postgres.ts';

const ASK_METRICS = "fetch('http://localhost:8081/metrics').then((answer) => answer.text()).then(console.log)";

/** A stack of its own on a PostgreSQL of the customer's, as docs/operations.md says, and what happens when the disk of that is full. */
export function outsidePostgresqlTests(getEngine: () => Engine): void {
  let home: string;
  let postgres: OutsidePostgres;
  let stack: StackUnderTest;
  let api: Api;
  let gateway: FakeGateway;
  let said = 0;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'tpedm-outside-'));
    postgres = await startOutsidePostgres();
    writeFileSync(join(home, 'database-ca.pem'), postgres.authority);
    const settings = {
      COMPOSE_FILE: 'docker-compose.yml:docker-compose.outside-postgresql.yml',
      DATABASE_HOST: postgres.host,
      DATABASE_PORT: String(postgres.port),
      DATABASE_ADMIN_USER: 'postgres',
      DATABASE_TLS: 'verify',
      DATABASE_CA: 'database-ca.pem',
      EMQX_DATABASE_TLS: 'true',
      TLS_DIRECTORY: home,
    };
    stack = await createStackUnderTest(getEngine(), { settings });
    await stack.compose('run', '--rm', '-T', 'dm-secrets');
    await run(`${PROJECT_ROOT}ops/tpedm`, ['set-secret', 'database-admin-password'], {
      env: stack.env,
      input: postgres.password,
    });
    await stack.ops('start');
    api = await stack.api();
    gateway = await connectGateway(stack, await api.register('gw-outside'));
    await untilReady(api, 'gw-outside');
  }, 120_000);
  afterAll(async () => {
    await gateway?.close();
    await stack?.remove();
    await postgres?.remove();
    rmSync(home, { recursive: true, force: true });
  }, 60_000);

  test('the main job runs on it, and every connection is encrypted', async () => {
    await runCommand(api, 'gw-outside');
    const users = await postgres.query(
      'SELECT DISTINCT usename FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE ssl ORDER BY 1',
    );
    expect(users.trim().split('\n')).toEqual(['dm_web', 'dm_webhook', 'dm_worker', 'emqx']);
  }, 60_000);

  test('a server whose certificate is of another authority is not believed', async () => {
    const publicOnes = ['-e', 'DATABASE_CA_FILE='];
    const finished = await stack.tryCompose('run', '--rm', '-T', '--no-deps', ...publicOnes, 'dm-database-init');
    expect([finished.status, finished.stdout + finished.stderr]).toEqual([1, expect.stringMatching(/certificate/)]);
  }, 30_000);

  test('a backup of it can be restored', async () => {
    const file = join(home, 'backup.tar.gz');
    await stack.ops('backup', file);
    await api.register('gw-after-backup');
    await stack.ops('restore', file);
    await untilReady(api, 'gw-outside');
    await runCommand(api, 'gw-outside');
    expect((await api.request('GET', '/devices/gw-after-backup')).status).toBe(404);
  }, 120_000);

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
      '/devices/gw-outside/events?limit=200',
    );
    return body.items.filter(({ kind, detail }) => kind === 'message.publish' && !detail.requestId).length;
  };

  test('a full disk raises the alarm in metrics, log and answer; once it has room, everything said meanwhile is stored', async () => {
    await postgres.fillDisk();
    await until(saysUntilRefused, { what: 'dm-webhook counts what it cannot store', timeoutMs: 90_000 });
    expect(await stack.compose('logs', '--no-color', 'dm-webhook')).toContain('the disk of the database is full');
    const register = () =>
      api.request<{ error?: { code: string } }>('POST', '/devices', { name: 'x'.repeat(128), clientid: `gw-${Date.now()}` });
    const isRefused = async () => (await register()).body.error?.code === 'DATABASE_FULL';
    await until(isRefused, { what: 'the API says that the disk is full', timeoutMs: 60_000 });
    expect((await api.device('gw-outside')).presence.status).toBe('online');

    await postgres.freeDisk();
    await until(async () => (await heard()) === said, { what: 'all that was said is stored', timeoutMs: 60_000 });
    expect((await register()).status).toBe(201);
    expect((await api.device('gw-outside')).presence.status).toBe('online');
  }, 240_000);
}
