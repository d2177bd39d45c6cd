import { setTimeout as wait } from 'node:timers/promises';

export type Backoff = {
  /** Waits, longer after each failure in a row, until the signal ends it. */
  pause: (signal: AbortSignal) => Promise<void>;
  reset: () => void;
};

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** Half of the pause is chance, so that replicas do not come back in step. */
export function createBackoff(random: () => number = Math.random): Backoff {
  let failures = 0;
  return {
    pause: async (signal) => {
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (0.5 + random() / 2);
      failures += 1;
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    },
    reset: () => {
      failures = 0;
    },
  };
}
