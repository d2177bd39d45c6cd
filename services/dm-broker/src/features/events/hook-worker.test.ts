import { expect, test } from '@jest/globals';
import { noEvents } from './action-metrics.ts';
import type { Delivery, OutgoingEvent } from './hook-request.ts';
import { HookWorker, type HookWorkerOptions } from './hook-worker.ts';

const BODY_BYTES = 100;
const event = (clientid: string, id: string, queuedAtMs = Date.now()): OutgoingEvent => ({
  id,
  name: 'message.publish',
  clientid,
  body: Buffer.alloc(BODY_BYTES),
  queuedAtMs,
});

/** A hook whose answers the test gives one by one, in the order in which events came. */
function createHook(options: Partial<HookWorkerOptions> = {}) {
  const arrived: string[] = [];
  const pending: ((delivery: Delivery) => void)[] = [];
  const counters = noEvents();
  const worker = new HookWorker({
    send: ({ id }) => {
      arrived.push(id);
      return new Promise((resolve) => pending.push(resolve));
    },
    counters,
    window: 100,
    maxQueuedBytes: 1_000_000,
    lifetimeMs: 60_000,
    retryMs: 60_000,
    ...options,
  });
  const answer = async (delivery: Delivery): Promise<void> => {
    pending.shift()?.(delivery);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { worker, arrived, counters, answer };
}

test('sends the events of one device one after the other, and those of others meanwhile', async () => {
  const { worker, arrived, answer } = createHook();
  for (const id of ['a1', 'a2', 'a3', 'b1']) worker.add(event(id.slice(0, 1), id));
  expect(arrived).toEqual(['a1', 'b1']);
  await answer('delivered');
  expect(arrived).toEqual(['a1', 'b1', 'a2']);
  await answer('delivered');
  await answer('delivered');
  expect(arrived).toEqual(['a1', 'b1', 'a2', 'a3']);
});

test('has no more events under way than its window', async () => {
  const { worker, arrived, counters, answer } = createHook({ window: 2 });
  for (const id of ['a', 'b', 'c']) worker.add(event(id, id));
  expect(arrived).toEqual(['a', 'b']);
  expect([counters.inflight, counters.queuing, counters.queuingBytes]).toEqual([2, 1, BODY_BYTES]);
  await answer('refused');
  expect(arrived).toEqual(['a', 'b', 'c']);
  expect([counters.failed, counters.success]).toEqual([1, 0]);
});

test('pauses when the hook wants an event later', async () => {
  const { worker, arrived, counters, answer } = createHook();
  worker.add(event('a', 'a1'));
  await answer('retry');
  worker.add(event('b', 'b1'));
  expect(arrived).toEqual(['a1']);
  expect([counters.retried, counters.queuing]).toEqual([1, 2]);
  worker.stop();
});

test('drops the oldest waiting events when there is no room, never the one under way', async () => {
  const { worker, arrived, counters, answer } = createHook({ maxQueuedBytes: 2 * BODY_BYTES });
  for (const id of ['a1', 'a2', 'a3', 'a4', 'a5']) worker.add(event('a', id));
  expect(counters.droppedQueueFull).toBe(2);
  for (let count = 0; count < 3; count += 1) await answer('delivered');
  expect(arrived).toEqual(['a1', 'a4', 'a5']);
  expect(counters).toMatchObject({ matched: 5, success: 3, queuing: 0, queuingBytes: 0, inflight: 0 });
});

test('does not send an event that has waited too long', () => {
  const { worker, arrived, counters } = createHook({ lifetimeMs: 1_000 });
  worker.add(event('a', 'old', Date.now() - 2_000));
  worker.add(event('a', 'new'));
  expect(arrived).toEqual(['new']);
  expect(counters.droppedExpired).toBe(1);
});
