/** Things to do a little later, at most so many at a time. */
export type DelayedWork = {
  /** False when there is too much to do already: the action is then forgotten. */
  add: (delayMs: number, action: () => void) => boolean;
  /** Forgets what is not done yet. */
  stop: () => void;
};

export function createDelayedWork(limit: number): DelayedWork {
  const timers = new Set<NodeJS.Timeout>();
  return {
    add: (delayMs, action) => {
      if (timers.size >= limit) return false;
      const timer = setTimeout(() => {
        timers.delete(timer);
        action();
      }, delayMs);
      timers.add(timer);
      return true;
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
