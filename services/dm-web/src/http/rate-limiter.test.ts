import { expect, test } from '@jest/globals';
import { createRateLimiter } from './rate-limiter.ts';

test('allows the capacity at once, then one more each refill time', () => {
  const limiter = createRateLimiter({ capacity: 2, refillMs: 1_000 });
  expect([limiter.take('a', 0), limiter.take('a', 0), limiter.take('a', 0)]).toEqual([0, 0, 1_000]);
  expect(limiter.take('a', 400)).toBe(600);
  expect(limiter.take('a', 1_000)).toBe(0);
  expect(limiter.take('a', 1_000)).toBe(1_000);
});

test('keeps keys apart and never saves up more than the capacity', () => {
  const limiter = createRateLimiter({ capacity: 1, refillMs: 1_000 });
  expect(limiter.take('a', 0)).toBe(0);
  expect(limiter.take('b', 0)).toBe(0);
  expect(limiter.take('a', 60_000)).toBe(0);
  expect(limiter.take('a', 60_000)).toBe(1_000);
});

test('takes back what did not count', () => {
  const limiter = createRateLimiter({ capacity: 1, refillMs: 1_000 });
  limiter.take('a', 0);
  limiter.giveBack('a');
  limiter.giveBack('a');
  limiter.giveBack('never seen');
  expect([limiter.take('a', 0), limiter.take('a', 0)]).toEqual([0, 1_000]);
});

test('forgets the key unseen for longest when there are too many', () => {
  const limiter = createRateLimiter({ capacity: 1, refillMs: 1_000, maxKeys: 2 });
  for (const key of ['a', 'b', 'a', 'c']) limiter.take(key, 0);
  expect(limiter.take('a', 0)).toBe(1_000);
  expect(limiter.take('b', 0)).toBe(0);
});
