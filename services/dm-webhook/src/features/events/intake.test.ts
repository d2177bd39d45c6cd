import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { IngestEvent, IngestOutcome } from '@tpedm/db';
import { createMetrics, type Logger } from '@tpedm/platform';
import { createEventMetrics } from './event-metrics.ts';
import { createIntake, type Intake } from './intake.ts';

const event = (eventId: string): IngestEvent => ({
  eventId,
  occurredAtMs: 1,
  clientid: 'gw-1',
  kind: 'client.connected',
  detail: {},
  presence: null,
  mayBeResumed: false,
  answer: null,
  excerpt: null,
});
const withCode = (code: string): Error => Object.assign(new Error('refused'), { code });
const limits = {
  maxBatchItems: 100,
  maxBatchBytes: 1_000,
  maxQueueItems: 5,
  maxQueueBytes: 1_000,
  maxInFlight: 1,
  minItemsBeside: 1,
};

let errors: { message: string; fields: unknown }[] = [];
const ignore = (): void => undefined;
const log: Logger = {
  error: (message, fields) => errors.push({ message, fields }),
  warn: ignore,
  info: ignore,
  debug: ignore,
  child: () => log,
};

let intake: Intake | undefined;
beforeEach(() => {
  errors = [];
});
afterEach(() => intake?.stop());

function intakeWith(store: (events: readonly IngestEvent[]) => Promise<IngestOutcome[]>, answerLimitMs = 60_000): Intake {
  const metrics = createEventMetrics(createMetrics('test'));
  intake = createIntake({ store, limits, answerLimitMs, log, metrics });
  return intake;
}
const stored = async (events: readonly IngestEvent[]): Promise<IngestOutcome[]> => events.map(() => 'stored');

test('gives each event its own outcome', async () => {
  const { take } = intakeWith(async () => ['stored', 'duplicate', 'unknown_device']);
  const results = await Promise.all(['a', 'b', 'c'].map((id) => take(event(id), 1)));
  expect(results.map((result) => result.kind === 'done' && result.outcome)).toEqual(['stored', 'duplicate', 'unknown_device']);
});

test('finds the one event that cannot be stored, and stores its neighbours', async () => {
  const seen: string[] = [];
  const { take } = intakeWith(async (events) => {
    if (events.some(({ eventId }) => eventId === 'c')) throw withCode('22P05');
    seen.push(...events.map(({ eventId }) => eventId));
    return stored(events);
  });
  const results = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => take(event(id), 1)));
  const outcomes = ['stored', 'stored', 'unstorable', 'stored', 'stored'];
  expect(results).toEqual(outcomes.map((outcome) => ({ kind: 'done', outcome })));
  expect(seen.sort()).toEqual(['a', 'b', 'd', 'e']);
  expect(errors).toMatchObject([{ message: expect.stringMatching(/dropped/), fields: { eventId: 'c', clientid: 'gw-1' } }]);
});

test('tries again after a deadlock, but not for ever', async () => {
  let attempts = 0;
  const { take } = intakeWith(async (events) => {
    attempts += 1;
    if (attempts < 3) throw withCode('40P01');
    return stored(events);
  });
  expect(await take(event('a'), 1)).toEqual({ kind: 'done', outcome: 'stored' });
  attempts = -1_000;
  expect(await take(event('b'), 1)).toEqual({ kind: 'refused', reason: 'database' });
  expect(attempts).toBeLessThan(-900);
});

test.each([
  ['57P01', 'database'],
  ['ECONNREFUSED', 'database'],
  ['42501', 'database'],
  ['53100', 'database_full'],
])('leaves the events with the broker when the database says %s', async (code, reason) => {
  const { take } = intakeWith(() => Promise.reject(withCode(code)));
  expect(await take(event('a'), 1)).toEqual({ kind: 'refused', reason });
});

test('refuses what does not fit into the queue', async () => {
  const { take } = intakeWith(stored);
  const results = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => take(event(id), 1)));
  expect(results[5]).toEqual({ kind: 'refused', reason: 'queue_full' });
  expect(results.slice(0, 5).every(({ kind }) => kind === 'done')).toBe(true);
});

test('answers in time although the store hangs, and does not store what it has refused', async () => {
  const batches: number[] = [];
  let release = (): void => undefined;
  const { take } = intakeWith(async (events) => {
    batches.push(events.length);
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    return stored(events);
  }, 30);
  const hanging = take(event('a'), 1);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const waiting = take(event('b'), 1);
  const late = { kind: 'refused', reason: 'late' };
  expect(await Promise.all([hanging, waiting])).toEqual([late, late]);
  const stopped = intake?.stop();
  release();
  await stopped;
  expect(batches).toEqual([1]);
});

test('stops when all that it took is stored, and refuses what comes later', async () => {
  const { take, stop } = intakeWith(stored);
  const taken = take(event('a'), 1);
  const stopped = stop();
  expect(await take(event('b'), 1)).toEqual({ kind: 'refused', reason: 'stopping' });
  await stopped;
  expect(await taken).toEqual({ kind: 'done', outcome: 'stored' });
});
