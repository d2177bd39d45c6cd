import { expect, test } from '@jest/globals';
import { Rate } from './rate.ts';

test("lets a second's worth pass at once, and asks to wait for what is beyond", () => {
  const rate = new Rate(100, 0);
  expect(rate.spend(60, 0)).toBe(0);
  expect(rate.spend(40, 0)).toBe(0);
  expect(rate.spend(50, 0)).toBe(500);
  expect(rate.spend(0, 400)).toBe(100);
  expect(rate.spend(50, 1_000)).toBe(0);
});

test('saves up no more than a second, and does not mind a clock that goes back', () => {
  const rate = new Rate(100, 0);
  expect(rate.spend(200, 60_000)).toBe(1_000);
  expect(rate.spend(0, 30_000)).toBe(1_000);
});
