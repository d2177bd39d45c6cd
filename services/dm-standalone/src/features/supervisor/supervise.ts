import { waitBeforeRestartMs, wasHealthy } from './backoff.ts';

/** One run of something that should never end by itself. */
export type Run = { exited: Promise<string>; stop: () => Promise<void> };

export type Supervised = { stop: () => Promise<void> };

/**
 * Keeps something running: starts it, and when it ends unasked says so and starts it again, after a wait that grows.
 * The first start is awaited, and its failure is the caller's.
 */
export async function supervise(options: {
  name: string;
  start: () => Promise<Run>;
  say: (line: string) => void;
}): Promise<Supervised> {
  const { name, start, say } = options;
  let current: Run | undefined = await start();
  let startedAtMs = Date.now();
  let crashes = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const scheduleRestart = (why: string): void => {
    if (stopped) return;
    if (wasHealthy(Date.now() - startedAtMs)) crashes = 0;
    const waitMs = waitBeforeRestartMs(crashes++);
    say(`${name} ended (${why}); starting it again in ${waitMs / 1000} s`);
    timer = setTimeout(() => void restart(), waitMs);
  };
  const watch = (run: Run): void => {
    run.exited.then((why) => {
      current = undefined;
      scheduleRestart(why);
    }, scheduleRestart);
  };
  const restart = async (): Promise<void> => {
    startedAtMs = Date.now();
    try {
      const run = await start();
      current = run;
      if (stopped) return await run.stop();
      say(`${name} is running again`);
      watch(run);
    } catch (error) {
      scheduleRestart(error instanceof Error ? error.message : String(error));
    }
  };

  watch(current);
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await current?.stop();
    },
  };
}
