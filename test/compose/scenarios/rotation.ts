import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ADMINISTRATOR, type Api, type FakeGateway, type StackUnderTest, until } from '@tpedm/testkit';
import { connectGateway, runCommand, untilReady } from '../support/live-gateway.ts';
import { shownCertificate } from '../support/shown-certificate.ts';

/** Secrets and certificates changed while gateways are connected. */
export function rotationTests(getStack: () => StackUnderTest): void {
  let stack: StackUnderTest;
  let api: Api;
  let gateway: FakeGateway;

  const vault = async (): Promise<Record<string, string>> =>
    JSON.parse(await stack.compose('run', '--rm', '-T', 'dm-secrets', 'export')).vault;

  beforeAll(async () => {
    stack = getStack();
    api = await stack.api();
    gateway = await connectGateway(stack, await api.register('gw-rotate'));
    await untilReady(api, 'gw-rotate');
  }, 60_000);
  afterAll(() => gateway?.close());

  test.each([
    ['database', ['dm-web-password', 'emqx-password', 'database-admin-password']],
    ['broker', ['broker-cookie', 'broker-api-dm-worker']],
    ['hook-token', ['hook-token']],
  ])(
    'rotate %s: new values, and gateways and commands go on',
    async (group, names) => {
      const before = await vault();
      await stack.ops('rotate', group);
      const after = await vault();
      for (const name of names) expect(after[name]).not.toBe(before[name]);
      expect(after['hook-token-previous']).toBeUndefined();
      await untilReady(api, 'gw-rotate');
      await runCommand(api, 'gw-rotate');
    },
    180_000,
  );

  test('rotate broker has made the old API key worthless', async () => {
    const key = `dm-web:${'x'.repeat(43)}`;
    const authorization = `Basic ${Buffer.from(key).toString('base64')}`;
    const script = `fetch('http://emqx:18083/api/v5/clients',{headers:{authorization:'${authorization}'}}).then((r)=>console.log(r.status))`;
    expect((await stack.execute('dm-web', 'node', '-e', script)).trim()).toBe('401');
  });

  test('rotate certificate: browsers see a new one of the same authority, without a pause', async () => {
    const before = await shownCertificate(stack.httpsPort);
    const asked: Promise<Response>[] = [];
    const ticker = setInterval(() => asked.push(stack.fetch(`${stack.url}/`)), 50);
    try {
      await stack.ops('rotate', 'certificate');
      const isNew = async () => (await shownCertificate(stack.httpsPort)).serialNumber !== before.serialNumber;
      await until(isNew, { what: 'Nginx shows the new certificate' });
    } finally {
      clearInterval(ticker);
    }
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => ![200, 503].includes(status))).toEqual([]);
  }, 60_000);

  test('rotate sessions: whoever was signed in has to sign in again', async () => {
    const headers = { 'content-type': 'application/json', origin: stack.url };
    const signIn = await stack.fetch(`${stack.url}/api/v1/auth/login`, {
      method: 'POST',
      headers,
      body: JSON.stringify(ADMINISTRATOR),
    });
    const cookie = signIn.headers
      .getSetCookie()
      .map((line) => line.split(';', 1)[0])
      .join('; ');
    const me = async () => (await stack.fetch(`${stack.url}/api/v1/auth/me`, { headers: { cookie } })).status;
    expect(await me()).toBe(200);
    await stack.ops('rotate', 'sessions');
    expect(await me()).toBe(401);
  }, 60_000);

  test('rotate setup-token: another one is shown', async () => {
    const before = await stack.ops('setup-token');
    await stack.ops('rotate', 'setup-token');
    expect(await stack.ops('setup-token')).not.toBe(before);
  }, 60_000);

  test('rotate authority: a gateway comes in with the new one, and not with the old one', async () => {
    const credentials = await api.register('gw-authority');
    const old = await stack.ca();
    await stack.ops('rotate', 'authority');
    expect(await stack.ca()).not.toBe(old);
    const connectTrusting = (ca: string) => connectGateway({ mqttTlsPort: stack.mqttTlsPort, ca: async () => ca }, credentials);
    await expect(connectTrusting(old)).rejects.toThrow(/certificate|signature/i);
    await (await connectTrusting(await stack.ca())).close();
  }, 90_000);
}
