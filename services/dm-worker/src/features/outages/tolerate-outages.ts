import { isDatabaseUnavailable } from '@tpedm/db';
import { AppError } from '@tpedm/domain';
import type { Logger } from '@tpedm/platform';

export const isBrokerUnavailable = (error: unknown): error is AppError =>
  error instanceof AppError && error.code === 'BROKER_UNAVAILABLE';

/** A job that skips its turn while the database or the broker is away, and says so once at each end. */
export function tolerateOutages(name: string, log: Logger, job: () => Promise<void>): () => Promise<void> {
  let isOut = false;
  return async () => {
    try {
      await job();
    } catch (error) {
      if (!isBrokerUnavailable(error) && !isDatabaseUnavailable(error)) throw error;
      if (!isOut) log.warn('job has to wait: what it needs is away', { job: name, error });
      isOut = true;
      return;
    }
    if (isOut) log.info('job runs again', { job: name });
    isOut = false;
  };
}
