import { setTimeout as wait } from 'node:timers/promises';

const POLL_MS = 15;

/**
 * Waits until `condition` gives something truthy and resolves with that. An error thrown by the condition counts as "not yet".
 * @throws Error naming `what`, with the last error or value, when `timeoutMs` have passed
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { what, timeoutMs = 10_000 }: { what: string; timeoutMs?: number },
): Promise<NonNullable<T>> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    const outcome = await attempt(condition);
    if ('value' in outcome && outcome.value) return outcome.value;
    if (Date.now() > giveUpAt) {
      const last = 'value' in outcome ? JSON.stringify(outcome.value) : String(outcome.error);
      throw new Error(`Waited ${timeoutMs} ms in vain until ${what}; last: ${last}`);
    }
    await wait(POLL_MS);
  }
}

type Outcome<T> = { value: T } | { error: unknown };

async function attempt<T>(condition: () => T | Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await condition() };
  } catch (error) {
    return { error };
  }
}
