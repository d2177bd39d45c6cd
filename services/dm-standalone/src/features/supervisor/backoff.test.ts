import { expect, test } from '@jest/globals';
import { nextAttempt, waitBeforeRestartMs } from './backoff.ts';

test('waits longer after each crash, half a minute at most', () => {
  expect([0, 1, 2, 3, 6, 50].map(waitBeforeRestartMs)).toEqual([500, 1_000, 2_000, 4_000, 30_000, 30_000]);
});

test('starts from the shortest wait again after a healthy minute', () => {
  expect(nextAttempt(5, 59_999)).toBe(6);
  expect(nextAttempt(5, 60_000)).toBe(0);
});
