import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Api, type Standalone, startStandalone, until } from '@tpedm/testkit';
import fc from 'fast-check';
import { connectAsync, type MqttClient } from 'mqtt';

const DEVICES = 6;
const ACTIONS = ['connect', 'connect persistent', 'take over', 'disconnect', 'cut', 'kick'] as const;
type Action = { device: number; kind: (typeof ACTIONS)[number] };

let tpedm: Standalone;
let api: Api;
const logins: { clientid: string; username: string; password: string }[] = [];
const open = new Map<number, MqttClient[]>();

beforeAll(async () => {
  tpedm = await startStandalone();
  api = await tpedm.api();
  for (let index = 0; index < DEVICES; index++) logins.push(await api.register(`storm-${index}`));
}, 90_000);
afterAll(async () => {
  await closeAll();
  await tpedm?.remove();
});

async function closeAll(): Promise<void> {
  await Promise.all([...open.values()].flat().map((client) => client.endAsync(true)));
  open.clear();
}

async function connect(device: number, clean: boolean): Promise<void> {
  const login = logins[device]!;
  const { clientid: clientId, username, password } = login;
  const client = await connectAsync(tpedm.mqttUrl, { clientId, username, password, clean, reconnectPeriod: 0 });
  client.on('error', () => undefined);
  open.set(device, [...(open.get(device) ?? []), client]);
}

const newest = (device: number): MqttClient | undefined => open.get(device)?.at(-1);

async function act({ device, kind }: Action): Promise<void> {
  if (kind === 'connect' || kind === 'take over') await connect(device, true);
  else if (kind === 'connect persistent') await connect(device, false);
  else if (kind === 'disconnect') await newest(device)?.endAsync();
  else if (kind === 'cut') newest(device)?.stream.destroy();
  else await api.request('POST', `/devices/storm-${device}/credentials`, { password: logins[device]!.password });
}

/** What is true: whether any connection of the device is still open, seen from the device. */
const isConnected = (device: number): boolean => (open.get(device) ?? []).some((client) => client.connected);

test('after any storm of connects, takeovers, cuts and kicks, presence is what is true', async () => {
  const actionArbitrary = fc.record({ device: fc.nat(DEVICES - 1), kind: fc.constantFrom(...ACTIONS) });
  await fc.assert(
    fc.asyncProperty(fc.array(actionArbitrary, { minLength: 10, maxLength: 40 }), async (actions) => {
      for (const action of actions) await act(action);
      for (const { clientid } of logins) {
        const device = logins.findIndex((login) => login.clientid === clientid);
        await until(async () => ((await api.device(clientid)).presence.status === 'online') === isConnected(device), {
          what: `the presence of ${clientid} is true`,
          timeoutMs: 5_000,
        });
      }
      await closeAll();
      await until(
        async () => {
          const { body } = await api.request<{ online: number }>('GET', '/devices/summary');
          return body.online === 0;
        },
        { what: 'everybody is offline' },
      );
    }),
    { numRuns: 8 },
  );
  expect(logins).toHaveLength(DEVICES);
}, 120_000);
