/** How many at a time, and the signal after which no more are started. */
export type ParallelLimits = { limit: number; signal: AbortSignal };

/** Does something with every item, a few at a time. When one fails, no more are started, and it rejects with that. */
export async function inParallel<T>(
  items: Iterable<T>,
  { limit, signal }: ParallelLimits,
  action: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let next = iterator.next(); !failed && !signal.aborted && !next.done; next = iterator.next()) {
      await action(next.value).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: limit }, lane));
}
