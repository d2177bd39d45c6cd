import { expect, test } from '@jest/globals';
import { formatAgo, formatBytes, formatDuration } from './format.ts';

test.each([
  [0, '0 ms'],
  [-20, '0 ms'],
  [999, '999 ms'],
  [3_420, '3.4 s'],
  [59_000, '59 s'],
  [61_000, '1 min'],
  [25 * 3_600_000, '25 h'],
  [72 * 3_600_000, '3 days'],
])('says %d ms as %s', (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});

test('says how long ago something was, and "just now" when the clock of the server runs ahead', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  expect(formatAgo(new Date('2026-03-01T11:48:00Z'), now)).toBe('12 min ago');
  expect(formatAgo(new Date('2026-03-01T11:59:50Z'), now)).toBe('10 s ago');
  expect(formatAgo(new Date('2026-03-01T12:00:03Z'), now)).toBe('just now');
});

test('says sizes in steps of thousand', () => {
  expect(formatBytes(999)).toBe('999 B');
  expect(formatBytes(1_500)).toBe('1.5 kB');
  expect(formatBytes(2_000_000)).toBe('2.0 MB');
});
