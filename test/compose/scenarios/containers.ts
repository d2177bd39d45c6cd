import { expect, test } from '@jest/globals';
import { LASTING_SERVICES, type StackUnderTest } from '@tpedm/testkit';

/** Users of docker-compose.yml; dm-secrets hands each its files. */
const USERS = {
  postgres: '999',
  nginx: '101',
  emqx: '1000',
  'dm-web': '10001',
  'dm-webhook': '10002',
  'dm-worker': '10003',
} as const;

/** That containers are what docker-compose.yml claims. */
export function containerTests(getStack: () => StackUnderTest): void {
  test.each(LASTING_SERVICES)('%s is confined', async (service) => {
    const stack = getStack();
    const { HostConfig } = await stack.inspect(service);
    expect(HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      CapAdd: null,
      Privileged: false,
      RestartPolicy: { Name: 'unless-stopped' },
      LogConfig: { Config: { 'max-size': '10m', 'max-file': '5' } },
    });
    expect(HostConfig.SecurityOpt).toContain('no-new-privileges:true');
    expect(HostConfig.Memory).toBeGreaterThan(0);
    expect(HostConfig.Memory).toBeLessThanOrEqual(1536 * 1024 * 1024);

    expect((await stack.execute(service, 'id', '-u')).trim()).toBe(USERS[service]);
    expect(await stack.execute(service, 'grep', 'CapEff', '/proc/1/status')).toMatch(/CapEff:\s+0{16}/);
    await expect(stack.execute(service, 'touch', '/etc/x')).rejects.toThrow(/Read-only file system/);
  });

  test.each(LASTING_SERVICES)('%s reads its own secrets and nobody else’s', async (service) => {
    const stack = getStack();
    const read = `for owner in ${LASTING_SERVICES.join(' ')}; do cat /run/tpedm/$owner/* >/dev/null 2>&1 && echo $owner; done; true`;
    expect((await stack.execute(service, 'sh', '-c', read)).trim()).toBe(service);
    await expect(stack.execute(service, 'sh', '-c', 'echo x > /run/tpedm/x')).rejects.toThrow(/Read-only file system/);
  });

  test('the one-shots have ended well, and only dm-secrets ran as root, without network', async () => {
    const stack = getStack();
    const [secrets, init] = [await stack.inspect('dm-secrets'), await stack.inspect('dm-database-init')];
    expect([secrets.State, init.State]).toMatchObject([
      { Status: 'exited', ExitCode: 0 },
      { Status: 'exited', ExitCode: 0 },
    ]);
    expect(secrets.HostConfig).toMatchObject({ NetworkMode: 'none', ReadonlyRootfs: true, CapDrop: ['ALL'] });
    expect(secrets.HostConfig.CapAdd?.toSorted()).toEqual(['CHOWN', 'DAC_OVERRIDE', 'FOWNER']);
    expect(init.Config.User).toBe('10004:10004');
  });

  test('no secret is in the environment of a container or in a log', async () => {
    const stack = getStack();
    const { vault } = JSON.parse(await stack.compose('run', '--rm', '-T', 'dm-secrets', 'export'));
    const logs = await stack.compose('logs', '--no-color');
    for (const service of LASTING_SERVICES) {
      const facts = JSON.stringify(await stack.inspect(service));
      for (const value of Object.values<string>(vault)) expect(facts.includes(value)).toBe(false);
    }
    for (const value of Object.values<string>(vault)) expect(logs.includes(value)).toBe(false);
  });
}
