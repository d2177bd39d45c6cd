/**
 * Remembers answers of the database for a moment. An answer that would let somebody in may be that old; one that would keep somebody
 * out is always fetched afresh, so that a change counts at once for those whom it helps.
 */
export type RecentCache<T> = (key: string, load: () => Promise<T | null>, accepts: (found: T) => boolean) => Promise<T | null>;

export function createRecentCache<T>({ maxAgeMs, maxEntries }: { maxAgeMs: number; maxEntries: number }): RecentCache<T> {
  const entries = new Map<string, { found: T; loadedAtMs: number }>();
  return async (key, load, accepts) => {
    const known = entries.get(key);
    if (known && Date.now() - known.loadedAtMs < maxAgeMs && accepts(known.found)) return known.found;
    const loadedAtMs = Date.now();
    const found = await load();
    entries.delete(key);
    if (found === null || !accepts(found)) return null;
    entries.set(key, { found, loadedAtMs });
    const [oldest] = entries.keys();
    if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
    return found;
  };
}
