import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';
import type { RefetchLater } from './live-cache.ts';

/**
 * Collects keys for `pauseMs` and then fetches them again once, so that a storm of events costs one request a pause and not one
 * an event.
 */
export function createRefetchLater(queries: QueryClient, pauseMs: number): { refetchLater: RefetchLater; stop: () => void } {
  const waiting = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    timer = undefined;
    const keys = [...waiting.values()];
    waiting.clear();
    for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
  }

  return {
    refetchLater: (...keys) => {
      for (const key of keys) waiting.set(hashKey(key), key);
      timer ??= setTimeout(flush, pauseMs);
    },
    stop: () => clearTimeout(timer),
  };
}
