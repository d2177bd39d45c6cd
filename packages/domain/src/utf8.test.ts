import { expect, test } from '@jest/globals';
import { utf8Bytes } from './utf8.ts';

test.each(['', 'plain', 'Gerät', '温度', '😀', 'a😀ä温'])('measures %j as it goes over the wire', (text) => {
  expect(utf8Bytes(text)).toBe(new TextEncoder().encode(text).length);
});
