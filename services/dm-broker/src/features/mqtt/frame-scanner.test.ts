import { expect, test } from '@jest/globals';
import { FrameScanner } from './frame-scanner.ts';

const publish = (size: number): Buffer =>
  Buffer.concat([Buffer.from([0x30, (size & 0x7f) | 0x80, size >> 7]), Buffer.alloc(size)]);
const pingreq = Buffer.from([0xc0, 0]);

test('counts messages however the bytes are cut', () => {
  const stream = Buffer.concat([pingreq, publish(200), publish(300), pingreq, publish(150)]);
  for (const size of [1, 2, 3, 7, 199, stream.length]) {
    const scanner = new FrameScanner(1_000);
    let publishes = 0;
    for (let start = 0; start < stream.length; start += size)
      publishes += scanner.scan(stream.subarray(start, start + size)).publishes;
    expect(publishes).toBe(3);
  }
});

test('sees a packet that is too large by its header alone', () => {
  const scanner = new FrameScanner(1_000);
  expect(scanner.scan(publish(1_000)).tooLarge).toBe(false);
  expect(scanner.scan(publish(1_001).subarray(0, 3)).tooLarge).toBe(true);
});

test('does not take the bytes of a payload for packets', () => {
  const payload = Buffer.alloc(200, 0x30);
  expect(new FrameScanner(1_000).scan(Buffer.concat([publish(200).subarray(0, 3), payload])).publishes).toBe(1);
});
