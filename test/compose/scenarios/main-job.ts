import { expect, test } from '@jest/globals';
import { type StackUnderTest, until } from '@tpedm/testkit';
import { connectGateway, runCommand, untilReady } from '../support/live-gateway.ts';

/** What the product is for, through Nginx and MQTT over TLS, from an empty database on. */
export function mainJobTests(getStack: () => StackUnderTest): void {
  test('sets up, registers a gateway, sees it online, sends it a call, reads the answer, sees it leave', async () => {
    const stack = getStack();
    const api = await stack.api();
    const credentials = await api.register('gw-main');
    expect((await api.device('gw-main')).presence.status).toBe('never');

    const gateway = await connectGateway(stack, credentials);
    await untilReady(api, 'gw-main');
    await until(async () => (await api.device('gw-main')).profile, { what: 'the profile has come' });
    await runCommand(api, 'gw-main');

    await gateway.close();
    const isOffline = async () => (await api.device('gw-main')).presence.status === 'offline';
    await until(isOffline, { what: 'gw-main is offline' });
  }, 90_000);

  test('tells gateways the ports that are really open, and gives out the authority of the certificate they will see', async () => {
    const stack = getStack();
    const { body } = await (await stack.api()).request<{ connection: Record<string, unknown> }>('POST', '/devices', {
      clientid: 'gw-settings',
    });
    expect(body.connection).toMatchObject({ host: 'localhost', mqttTlsPort: stack.mqttTlsPort, mqttPort: stack.mqttPort });
    const given = await stack.fetch(String(body.connection.caCertificateUrl));
    expect((await given.text()).trim()).toBe((await stack.ca()).trim());
  });

  test('keeps a gateway away that has a wrong password, and out of the topics of another', async () => {
    const stack = getStack();
    const credentials = await (await stack.api()).register('gw-stranger');
    await expect(connectGateway(stack, { ...credentials, password: 'wrong' })).rejects.toThrow(
      /not authorized|user name or password/i,
    );
    const gateway = await connectGateway(stack, credentials);
    await expect(gateway.client.subscribeAsync('/tpe/gw-main/input')).rejects.toMatchObject({ packet: { granted: [128] } });
    await gateway.close();
  });
}
