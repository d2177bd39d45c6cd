export type BatchLimits = {
  maxBatchItems: number;
  maxBatchBytes: number;
  maxQueueItems: number;
  maxQueueBytes: number;
  maxInFlight: number;
  /** Fewer items than that wait for the batch that is under way, and more to join them, instead of making another beside it. */
  minItemsBeside: number;
};

export type MicroBatcher<T> = {
  /** Takes an item for the next batch; false when the queue is full. */
  push: (item: T) => boolean;
  /** Items that wait for a batch. */
  depth: () => number;
  /** Resolves when nothing waits and nothing is under way. */
  untilIdle: () => Promise<void>;
};

/**
 * Collects items while batches are under way and hands them over in one go: a lone item goes at once, a flood in large batches,
 * because a batch costs far more than an item.
 * @param process one batch at a time of at most `maxInFlight`; must not reject
 */
export function createMicroBatcher<T extends { sizeBytes: number }>(
  limits: BatchLimits,
  process: (batch: T[]) => Promise<void>,
): MicroBatcher<T> {
  let queue: T[] = [];
  let queuedBytes = 0;
  let inFlight = 0;
  let isScheduled = false;
  const idleWaiters: (() => void)[] = [];

  const mayStart = (): boolean =>
    inFlight === 0 ? queue.length > 0 : inFlight < limits.maxInFlight && queue.length >= limits.minItemsBeside;

  const takeBatch = (): T[] => {
    let count = 0;
    let sizeBytes = 0;
    for (const item of queue) {
      if (count === limits.maxBatchItems || (count > 0 && sizeBytes + item.sizeBytes > limits.maxBatchBytes)) break;
      sizeBytes += item.sizeBytes;
      count += 1;
    }
    const batch = queue.slice(0, count);
    queue = queue.slice(count);
    queuedBytes -= sizeBytes;
    return batch;
  };

  const start = (): void => {
    isScheduled = false;
    while (mayStart()) {
      inFlight += 1;
      void process(takeBatch()).finally(() => {
        inFlight -= 1;
        schedule();
      });
    }
    if (queue.length === 0 && inFlight === 0) for (const resolve of idleWaiters.splice(0)) resolve();
  };

  /** Not at once: all requests that arrived together shall be in one batch. */
  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(start);
  };

  return {
    push: (item) => {
      if (queue.length >= limits.maxQueueItems || queuedBytes + item.sizeBytes > limits.maxQueueBytes) return false;
      queue.push(item);
      queuedBytes += item.sizeBytes;
      if (mayStart()) schedule();
      return true;
    },
    depth: () => queue.length,
    untilIdle: () =>
      new Promise((resolve) => {
        idleWaiters.push(resolve);
        schedule();
      }),
  };
}
