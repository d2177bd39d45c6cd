/** Waits between restarts, milliseconds. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const HEALTHY_AFTER_MS = 60_000;

/** How long to wait before the next start of a service that has crashed `crashes` times in a row before this one. */
export const waitBeforeRestartMs = (crashes: number): number => Math.min(FIRST_WAIT_MS * 2 ** crashes, LONGEST_WAIT_MS);

/** Whether a service that ran this long counts as healthy: its crash is the first of a row again. */
export const wasHealthy = (ranForMs: number): boolean => ranForMs >= HEALTHY_AFTER_MS;
