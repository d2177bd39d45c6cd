/** Tells `reset` instead of details while too much happens at once. */
export type StormReset = { soon: () => void; stop: () => void };

/** @param everyMs shortest time between two resets */
export function createStormReset({ everyMs, onReset }: { everyMs: number; onReset: () => void }): StormReset {
  let next: NodeJS.Timeout | undefined;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const tell = (): void => {
    next = undefined;
    toldAtMs = Date.now();
    onReset();
  };
  return {
    soon: () => {
      next ??= setTimeout(tell, Math.max(0, toldAtMs + everyMs - Date.now()));
    },
    stop: () => clearTimeout(next),
  };
}
