import type { Logger } from './log/logger.ts';

/** A job that runs again and again, one run at a time. */
export type PeriodicJob = {
  /** Asks for a run now, or for one more right after the run under way. */
  trigger: () => void;
  /** Starts no more runs and waits for the one under way. */
  stop: () => Promise<void>;
};

/**
 * Runs `job` now, then `everyMs` after the end of each run, and sooner when triggered. A run that fails is logged and the next one
 * comes as usual.
 */
export function startPeriodicJob(options: { name: string; everyMs: number; log: Logger; job: () => Promise<void> }): PeriodicJob {
  const { name, everyMs, log, job } = options;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  const run = (): void => {
    clearTimeout(timer);
    again = false;
    running = job()
      .catch((error: unknown) => log.error('job failed', { job: name, error }))
      .then(() => {
        running = undefined;
        if (stopped) return;
        if (again) run();
        else timer = setTimeout(run, everyMs);
      });
  };
  run();
  return {
    trigger: () => {
      if (running) again = true;
      else if (!stopped) run();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
