import type { Logger } from './log/logger.ts';

/** A started service; `stop` ends it without losing accepted work. */
export type RunningService = { stop: () => Promise<void> };

/** How long a service may take to stop before it is ended the hard way, milliseconds. */
const STOP_LIMIT_MS = 15_000;

/**
 * Starts a service and stops it on SIGTERM or SIGINT. Exits 1, with the cause in the log, when it cannot start, when it cannot stop,
 * or on an error that nobody caught: whoever supervises it starts it again in a known state.
 */
export async function runService(log: Logger, start: () => Promise<RunningService>): Promise<void> {
  const die = (message: string) => (error: unknown) => {
    log.error(message, { error });
    process.exitCode = 1;
    setImmediate(() => process.exit(1));
  };
  process.on('uncaughtException', die('uncaught error'));
  process.on('unhandledRejection', die('unhandled rejection'));
  try {
    const service = await start();
    const stopOnce = once(() => stop(log, service));
    process.on('SIGTERM', stopOnce);
    process.on('SIGINT', stopOnce);
    // A parent that opened a channel and vanished, even by SIGKILL, leaves no orphan behind.
    process.on('disconnect', stopOnce);
  } catch (error) {
    die('cannot start')(error);
  }
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}

function stop(log: Logger, service: RunningService): void {
  log.info('stopping');
  const limit = setTimeout(() => {
    log.error('did not stop in time', { limitMs: STOP_LIMIT_MS });
    process.exit(1);
  }, STOP_LIMIT_MS);
  service.stop().then(
    () => {
      clearTimeout(limit);
      process.exit(0);
    },
    (error: unknown) => {
      log.error('stopping failed', { error });
      process.exit(1);
    },
  );
}
