import { setTimeout as wait } from 'node:timers/promises';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/**
 * A job that pauses after a failure before it passes it on, longer after each one in a row; the signal ends a pause.
 * Half of the pause is chance, so that replicas do not come back in step.
 */
export function withBackoff(job: () => Promise<void>, signal: AbortSignal): () => Promise<void> {
  let failures = 0;
  return async () => {
    try {
      await job();
      failures = 0;
    } catch (error) {
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (0.5 + Math.random() / 2);
      failures += 1;
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
      throw error;
    }
  };
}
