/** Allows each key so much at once, and so much more as time goes by. Memory is bounded: the key unseen for longest is forgotten. */
export type RateLimiter = {
  /** Takes one; returns 0, or the milliseconds after which one will be there to take. */
  take: (key: string, nowMs: number) => number;
  /** Returns one that turned out not to count. */
  giveBack: (key: string) => void;
};

type Bucket = { level: number; atMs: number };

/**
 * @param capacity how many at once
 * @param refillMs time in which one more becomes available
 */
export function createRateLimiter(options: { capacity: number; refillMs: number; maxKeys?: number }): RateLimiter {
  const { capacity, refillMs, maxKeys = 10_000 } = options;
  const buckets = new Map<string, Bucket>();

  const levelAt = (bucket: Bucket | undefined, nowMs: number): number =>
    bucket ? Math.min(capacity, bucket.level + (nowMs - bucket.atMs) / refillMs) : capacity;

  const remember = (key: string, bucket: Bucket): void => {
    buckets.delete(key);
    buckets.set(key, bucket);
    const [oldest] = buckets.keys();
    if (buckets.size > maxKeys && oldest !== undefined) buckets.delete(oldest);
  };

  return {
    take: (key, nowMs) => {
      const level = levelAt(buckets.get(key), nowMs);
      const allowed = level >= 1;
      remember(key, { level: allowed ? level - 1 : level, atMs: nowMs });
      return allowed ? 0 : Math.ceil((1 - level) * refillMs);
    },
    giveBack: (key) => {
      const bucket = buckets.get(key);
      if (bucket) bucket.level = Math.min(capacity, bucket.level + 1);
    },
  };
}
