/** Waits between restarts, milliseconds. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** A service that ran this long is taken for healthy: its next crash starts from the shortest wait again. */
const HEALTHY_AFTER_MS = 60_000;

/** How long to wait before the restart number `attempt` (from 0) of a service that crashes at every start. */
export const waitBeforeRestartMs = (attempt: number): number => Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS);

/** The number of the next restart, given how long the service has just run. */
export const nextAttempt = (attempt: number, ranForMs: number): number => (ranForMs >= HEALTHY_AFTER_MS ? 0 : attempt + 1);
