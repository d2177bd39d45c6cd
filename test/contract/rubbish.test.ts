import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { startTarget, type Target } from './support/target.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

const PACKETS: readonly Packet[] = [
  { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '/tpe/x/input', qos: 1 }] },
  { cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['/tpe/x/input', '/'.repeat(300)] },
  { cmd: 'publish', topic: '/'.repeat(300), payload: 'deep', qos: 1, messageId: 3, dup: false, retain: true },
  { cmd: 'publish', topic: '/tpe/x/output', payload: 'two', qos: 2, messageId: 4, dup: true, retain: false },
  { cmd: 'puback', messageId: 9 },
  { cmd: 'pubrec', messageId: 9 },
  { cmd: 'pubrel', messageId: 9 },
  { cmd: 'pubcomp', messageId: 9 },
  { cmd: 'pingreq' },
];

/** Packets with some bytes changed, cut off or added: what a broken device sends. */
const brokenBytes = fc
  .record({
    packets: fc.array(fc.constantFrom(...PACKETS), { minLength: 1, maxLength: 6 }),
    changes: fc.array(fc.record({ at: fc.nat(600), byte: fc.integer({ min: 0, max: 255 }) }), { maxLength: 4 }),
    tail: fc.uint8Array({ maxLength: 12 }),
  })
  .map(({ packets, changes, tail }) => {
    const bytes = Buffer.concat([...packets.map((packet) => generate(packet)), tail]);
    for (const { at, byte } of changes) if (at < bytes.length) bytes[at] = byte;
    return bytes;
  });

test('survives whatever a device sends, before it is let in and after', async () => {
  const { device: witness } = await target.connected();
  const login = await target.register();
  await fc.assert(
    fc.asyncProperty(brokenBytes, fc.boolean(), fc.boolean(), async (bytes, isLetIn, clean) => {
      const device = await target.open();
      if (isLetIn) await device.connect({ ...login, clean });
      device.socket.end(bytes);
      await device.untilClosed();
    }),
    { numRuns: 150, seed: 20_261_122 },
  );
  await witness.ping();
  const device = await target.open();
  await expect(device.connect(login)).resolves.toMatchObject({ code: 0 });
});

test('reports the end of a device that sends half a packet, once', async () => {
  const { login, device } = await target.connected();
  device.socket.end(Buffer.from([0x82, 0x05, 0, 1, 0]));
  await device.untilClosed();
  const [end] = await target.hook.untilEvents(login.clientId, 'client.disconnected');
  expect(end?.connected_at).toBeGreaterThan(0);
  expect(target.hook.eventsOf(login.clientId)).toHaveLength(2);
});
