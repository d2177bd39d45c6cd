import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT_ROOT, type StackUnderTest, until } from '@tpedm/testkit';
import { connectGateway } from '../support/live-gateway.ts';

/** Commands of ops/tpedm that no other scenario needs. */
export function operationTests(getStack: () => StackUnderTest): void {
  test('import-legacy takes over a gateway, which goes on with its old user name and password', async () => {
    const stack = getStack();
    const home = mkdtempSync(join(tmpdir(), 'tpedm-import-'));
    try {
      const login = { clientid: 'gw-legacy', username: 'old user', password: 'old-pass', is_superuser: false };
      const profile = { clientid: 'gw-legacy', connection_status: true, created_at: 1_700_000_000.25 };
      const file = join(home, 'export.json');
      writeFileSync(file, JSON.stringify({ mqtt_user: [login], clientid_profile: [profile] }));
      expect(await stack.ops('import-legacy', file, '--trial')).toContain('nothing has been changed');
      expect(await stack.ops('import-legacy', file)).toMatch(/^imported +gw-legacy$/m);
      await (await connectGateway(stack, login)).close();
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  }, 60_000);

  test('logs shows the lines of one service as they come, one JSON object each', async () => {
    const stack = getStack();
    const env = { ...stack.env, COMPOSE_ANSI: 'never' };
    // a group of its own, since Compose is a child of the command and has to end with it
    const logs = spawn(`${PROJECT_ROOT}ops/tpedm`, ['logs', 'dm-web'], {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let printed = '';
    logs.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    try {
      const { headers } = await stack.fetch(`${stack.url}/api/v1/auth/me`);
      const id = String(headers.get('x-request-id'));
      await until(() => printed.includes(id), { what: 'the request is shown' });
      const line = printed.split('\n').find((each) => each.includes(id)) ?? '';
      expect(JSON.parse(line.slice(line.indexOf('{')))).toMatchObject({ service: 'dm-web', requestId: id });
    } finally {
      process.kill(-Number(logs.pid));
      await once(logs, 'exit');
    }
  }, 30_000);
}
