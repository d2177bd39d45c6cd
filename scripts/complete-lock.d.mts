/** Entries that `lock` should have and has not, as `[key, entry]` pairs. */
export function missingEntries(lock: unknown): [string, unknown][];
