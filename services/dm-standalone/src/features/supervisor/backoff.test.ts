import { expect, test } from '@jest/globals';
import { waitBeforeRestartMs, wasHealthy } from './backoff.ts';

test('waits longer after each crash, half a minute at most', () => {
  expect([0, 1, 2, 3, 6, 50].map(waitBeforeRestartMs)).toEqual([500, 1_000, 2_000, 4_000, 30_000, 30_000]);
});

test('counts from the start again after a healthy minute', () => {
  expect([0, 59_999, 60_000].map(wasHealthy)).toEqual([false, false, true]);
});
