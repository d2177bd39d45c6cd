export type Repeating = { stop: () => void };

/** Does something again and again. @param delayMs asked anew before each time */
export function startRepeating(delayMs: () => number, action: () => void): Repeating {
  let timer: NodeJS.Timeout;
  const schedule = (): void => {
    timer = setTimeout(() => {
      action();
      schedule();
    }, delayMs());
  };
  schedule();
  return { stop: () => clearTimeout(timer) };
}
