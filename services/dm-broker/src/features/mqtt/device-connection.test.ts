import { PassThrough } from 'node:stream';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@tpedm/testkit';
import { LIMITS } from '../../limits.ts';
import { DeviceConnection } from './device-connection.ts';

const address = { listener: 'tcp', ip: '127.0.0.1', port: 1, sockname: '127.0.0.1:1883' } as const;
const MESSAGES_PER_SECOND = 1_000;
const pingreq = Buffer.from([0xc0, 0]);

let connection: DeviceConnection | undefined;
afterEach(() => {
  connection?.destroy();
});

function connect(): { source: PassThrough; device: DeviceConnection } {
  const source = new PassThrough();
  const device = new DeviceConnection(source, address, MESSAGES_PER_SECOND);
  connection = device;
  device.resume();
  return { source, device };
}

/** Whole packets of so many bytes in all. */
const packets = (sizeBytes: number): Buffer => Buffer.concat(Array.from({ length: sizeBytes / pingreq.length }, () => pingreq));

test('reads no further while a device has sent more bytes than it may, and then goes on', async () => {
  const { source, device } = connect();
  source.write(packets(LIMITS.bytesPerSecond + LIMITS.bytesPerSecond / 4));
  await until(() => source.isPaused(), { what: 'reading has paused' });
  source.write(pingreq);
  expect(device.traffic.receivedBytes).toBe(LIMITS.bytesPerSecond * 1.25);
  await until(() => device.traffic.receivedBytes === LIMITS.bytesPerSecond * 1.25 + pingreq.length, { what: 'reading goes on' });
});
