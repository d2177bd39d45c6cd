import { expect, test } from '@jest/globals';
import { createMicroBatcher } from './micro-batcher.ts';

type Item = { name: string; sizeBytes: number };
const item = (name: string, sizeBytes = 1): Item => ({ name, sizeBytes });
const limits = {
  maxBatchItems: 3,
  maxBatchBytes: 100,
  maxQueueItems: 10,
  maxQueueBytes: 1_000,
  maxInFlight: 2,
  minItemsBeside: 1,
};

/** A batcher whose batches end when the test says so. */
function controlled(overrides: Partial<typeof limits> = {}) {
  const started: string[][] = [];
  const ends: (() => void)[] = [];
  const batcher = createMicroBatcher<Item>({ ...limits, ...overrides }, (batch) => {
    started.push(batch.map(({ name }) => name));
    return new Promise((resolve) => ends.push(resolve));
  });
  return { batcher, started, endNext: () => ends.shift()?.() };
}
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test('items that arrive together make one batch', async () => {
  const { batcher, started } = controlled();
  for (const name of ['a', 'b']) batcher.push(item(name));
  await turn();
  expect(started).toEqual([['a', 'b']]);
  expect(batcher.depth()).toBe(0);
});

test('what comes while all batches are under way waits, and goes in order in the next', async () => {
  const { batcher, started, endNext } = controlled();
  for (const name of 'abcdefgh') batcher.push(item(name));
  await turn();
  expect(started).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e', 'f'],
  ]);
  expect(batcher.depth()).toBe(2);
  endNext();
  await turn();
  expect(started[2]).toEqual(['g', 'h']);
});

test('a batch is bounded by its bytes, but takes one item of any size', async () => {
  const { batcher, started } = controlled({ maxInFlight: 3 });
  batcher.push(item('huge', 500));
  batcher.push(item('a', 60));
  batcher.push(item('b', 60));
  await turn();
  expect(started).toEqual([['huge'], ['a'], ['b']]);
});

test('a full queue takes nothing more, by number or by bytes', () => {
  const byNumber = controlled({ maxQueueItems: 2 }).batcher;
  expect([byNumber.push(item('a')), byNumber.push(item('b')), byNumber.push(item('c'))]).toEqual([true, true, false]);
  const byBytes = controlled({ maxQueueBytes: 10 }).batcher;
  expect([byBytes.push(item('a', 8)), byBytes.push(item('b', 3)), byBytes.push(item('c', 2))]).toEqual([true, false, true]);
});

test('a few items wait for the batch under way, or until they are enough for one beside it', async () => {
  const { batcher, started, endNext } = controlled({ minItemsBeside: 2 });
  batcher.push(item('a'));
  await turn();
  batcher.push(item('b'));
  await turn();
  expect(started).toEqual([['a']]);
  batcher.push(item('c'));
  await turn();
  expect(started).toEqual([['a'], ['b', 'c']]);
  batcher.push(item('d'));
  endNext();
  await turn();
  expect(batcher.depth()).toBe(1);
  endNext();
  await turn();
  expect(started[2]).toEqual(['d']);
});

test('is idle when nothing waits and nothing is under way', async () => {
  const { batcher, endNext } = controlled({ maxInFlight: 1, maxBatchItems: 1 });
  await batcher.untilIdle();
  batcher.push(item('a'));
  batcher.push(item('b'));
  let isIdle = false;
  const idle = batcher.untilIdle().then(() => {
    isIdle = true;
  });
  await turn();
  endNext();
  await turn();
  expect(isIdle).toBe(false);
  endNext();
  await idle;
  expect(isIdle).toBe(true);
});
