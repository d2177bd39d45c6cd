import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { QueryClient } from '@tanstack/react-query';
import { createRefetchLater } from './refetch-later.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('fetches each key once a pause, however many events ask for it', () => {
  const queries = new QueryClient();
  const invalidate = jest.spyOn(queries, 'invalidateQueries');
  const { refetchLater } = createRefetchLater(queries, 1_000);
  for (let event = 0; event < 200; event += 1) refetchLater(['devices', 'list'], ['devices', 'summary']);
  expect(invalidate).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1_000);
  expect(invalidate.mock.calls.map(([filters]) => filters?.queryKey)).toEqual([
    ['devices', 'list'],
    ['devices', 'summary'],
  ]);
  refetchLater(['devices', 'list']);
  jest.advanceTimersByTime(1_000);
  expect(invalidate).toHaveBeenCalledTimes(3);
});

test('does not wait for a storm to end', () => {
  const queries = new QueryClient();
  const invalidate = jest.spyOn(queries, 'invalidateQueries');
  const { refetchLater } = createRefetchLater(queries, 1_000);
  for (let passedMs = 0; passedMs < 2_500; passedMs += 100) {
    refetchLater(['devices', 'list']);
    jest.advanceTimersByTime(100);
  }
  expect(invalidate).toHaveBeenCalledTimes(2);
});

test('fetches nothing after it was stopped', () => {
  const queries = new QueryClient();
  const invalidate = jest.spyOn(queries, 'invalidateQueries');
  const { refetchLater, stop } = createRefetchLater(queries, 1_000);
  refetchLater(['devices']);
  stop();
  jest.advanceTimersByTime(5_000);
  expect(invalidate).not.toHaveBeenCalled();
});
