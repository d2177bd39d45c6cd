import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { StackUnderTest } from '@tpedm/testkit';
import { connectGateway, runCommand, untilReady } from '../support/live-gateway.ts';

/** That data outlives containers, and a backup outlives the host. */
export function backupTests(getStack: () => StackUnderTest): void {
  test('uninstall keeps the data: after the next start everything is as it was', async () => {
    const stack = getStack();
    const before = await stack.api();
    const { password } = await before.register('gw-kept');
    const ca = await stack.ca();
    await stack.ops('uninstall');
    await stack.up();
    expect(await stack.ca()).toBe(ca);
    const after = await stack.api();
    expect((await after.device('gw-kept')).clientid).toBe('gw-kept');
    const gateway = await connectGateway(stack, { clientid: 'gw-kept', username: 'gw-kept', password });
    await gateway.close();
  }, 180_000);

  test('a backup brings an empty host to where it was: users, devices, passwords, certificates', async () => {
    const stack = getStack();
    const folder = mkdtempSync(join(tmpdir(), 'tpedm-backup-'));
    try {
      const file = join(folder, 'backup.tar.gz');
      const credentials = await (await stack.api()).register('gw-saved');
      const ca = await stack.ca();
      await stack.ops('backup', file);
      expect(statSync(file).mode & 0o077).toBe(0);
      await stack.ops('uninstall', '--delete-data');

      await stack.ops('restore', file);
      expect(await stack.ca()).toBe(ca);
      const api = await stack.api();
      const gateway = await connectGateway(stack, credentials);
      await untilReady(api, 'gw-saved');
      await runCommand(api, 'gw-saved');
      await gateway.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 240_000);
}
