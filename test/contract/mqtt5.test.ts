import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { IPublishPacket, Packet } from 'mqtt-packet';
import { callApi } from './support/api.ts';
import type { MqttDevice } from './support/mqtt-device.ts';
import { type Login, notApplicable, startTarget, type Target } from './support/target.ts';

let target: Target;
let isSpoken: boolean;
beforeAll(async () => {
  target = await startTarget();
  const outcome = await (await target.open(5)).connect(await target.register());
  isSpoken = outcome !== 'closed' && outcome.code === 0;
});
afterAll(() => target.stop());

async function connected(): Promise<{ login: Login; device: MqttDevice }> {
  const login = await target.register();
  const device = await target.open(5);
  await expect(device.connect(login)).resolves.toMatchObject({ code: 0 });
  return { login, device };
}

const disconnectCode = (device: MqttDevice): unknown =>
  (device.find('disconnect') as { reasonCode?: number } | undefined)?.reasonCode;
const codeOf = (packet: Packet | 'closed' | null): unknown => (packet as { reasonCode?: number } | null)?.reasonCode;

/** Items that exist in MQTT 5 only: reason codes and properties. */
const ITEMS: [string, () => Promise<void>][] = [
  [
    'CONNACK 135 for unknown and wrong, 134 without a password, 133 for a long clientid',
    async () => {
      const login = await target.register();
      const codes = [];
      for (const change of [{ password: Buffer.from('wrong') }, { clientId: 'nobody' }, { clientId: 'x'.repeat(129) }]) {
        codes.push(await (await target.open(5)).connect({ ...login, ...change }));
      }
      const { clientId, username } = login;
      codes.push(await (await target.open(5)).connect({ clientId, username }));
      expect(codes).toMatchObject([{ code: 135 }, { code: 135 }, { code: 133 }, { code: 134 }]);
    },
  ],
  [
    'DISCONNECT 142 for a connection that another has taken over, 152 for a kicked one',
    async () => {
      const { login, device: old } = await connected();
      const device = await target.open(5);
      await device.connect(login);
      await old.untilClosed();
      expect(disconnectCode(old)).toBe(142);
      await callApi(target, 'DELETE', `/clients/${login.clientId}`);
      await device.untilClosed();
      expect(disconnectCode(device)).toBe(152);
    },
  ],
  [
    'SUBACK 135 for a refused filter, 158 for a shared one; the others stay',
    async () => {
      const { login, device } = await connected();
      const own = `/tpe/${login.clientId}/input`;
      await expect(device.subscribe(own, '/tpe/dev2/input', `$share/g/${own}`)).resolves.toEqual([1, 135, 158]);
    },
  ],
  [
    'PUBACK and PUBREC 135 for a refused topic, PUBACK 16 when only the hook listens',
    async () => {
      const { login, device } = await connected();
      expect(codeOf(await device.publish('/tpe/dev2/output', 'x'))).toBe(135);
      expect(codeOf(await device.publish('/tpe/dev2/output', 'x', { qos: 2 }))).toBe(135);
      expect(codeOf(await device.publish(`/tpe/${login.clientId}/output`, 'x'))).toBe(16);
    },
  ],
  [
    'properties of a message in the event',
    async () => {
      const { login, device } = await connected();
      const properties = { contentType: 'application/json', responseTopic: 'r', userProperties: { k: ['1', '2'] } };
      const message = { topic: `/tpe/${login.clientId}/output`, payload: '{}', qos: 0, retain: false, dup: false } as const;
      device.send({ cmd: 'publish', ...message, properties } satisfies IPublishPacket);
      const [event] = await target.hook.untilEvents(login.clientId, 'message.publish');
      expect(event?.pub_props).toMatchObject({
        'Content-Type': 'application/json',
        'Response-Topic': 'r',
        'User-Property': { k: '2' },
        'User-Property-Pairs': [
          { key: 'k', value: '1' },
          { key: 'k', value: '2' },
        ],
      });
    },
  ],
];

test.each(ITEMS)('speaks MQTT 5: %s', async (item, check) => {
  if (isSpoken) await check();
  else notApplicable(`MQTT 5: ${item}`);
});

test('refuses a device of MQTT 5 with code 1 when it does not speak it', async () => {
  if (isSpoken) return notApplicable('refusal of MQTT 5');
  const device = await target.open(5);
  const login = await target.register();
  await expect(device.connect(login)).resolves.toMatchObject({ code: 1 });
  await device.untilClosed();
});
