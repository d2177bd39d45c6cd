import { expect, test } from '@jest/globals';
import { createAllowance } from './allowance.ts';

test('lets a burst pass, then what comes at the rate', () => {
  const allow = createAllowance({ perSecond: 10, burst: 20 });
  expect([allow(15, 0), allow(5, 0), allow(1, 0)]).toEqual([true, true, false]);
  expect([allow(1, 100), allow(1, 100)]).toEqual([true, false]);
  expect([allow(20, 10_000), allow(1, 10_000)]).toEqual([true, false]);
});

test('does not count what it refuses', () => {
  const allow = createAllowance({ perSecond: 10, burst: 20 });
  expect([allow(1_000, 0), allow(20, 0)]).toEqual([false, true]);
});
