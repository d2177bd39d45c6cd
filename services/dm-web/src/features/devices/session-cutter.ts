import type { EmqxClient } from '@tpedm/emqx-client';
import type { Logger } from '@tpedm/platform';

/** Pauses between the attempts, milliseconds. After the last one dm-worker's next comparison with the broker does it. */
const RETRY_AFTER_MS = [250, 1_000, 3_000, 10_000];

export type SessionCutter = {
  /** Ends the device's session at once, if it has one; in the background, so that no request fails for it. */
  cut: (clientid: string) => void;
  stop: () => void;
};

/** Cuts sessions of devices that may not be connected any more, or not with the secret they came with. */
export function createSessionCutter({ emqx, log }: { emqx: Pick<EmqxClient, 'kick'>; log: Logger }): SessionCutter {
  const timers = new Set<NodeJS.Timeout>();
  let isStopped = false;

  const attempt = async (clientid: string, failures: number): Promise<void> => {
    try {
      const wasConnected = await emqx.kick(clientid);
      log.info('session cut', { clientid, wasConnected });
    } catch (error) {
      const retryMs = RETRY_AFTER_MS[failures];
      log.warn('cannot cut session', { clientid, retryMs: retryMs ?? null, error });
      if (retryMs !== undefined) attemptLater(clientid, failures + 1, retryMs);
    }
  };
  const attemptLater = (clientid: string, failures: number, waitMs: number): void => {
    if (isStopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void attempt(clientid, failures);
    }, waitMs);
    timers.add(timer);
  };

  return {
    cut: (clientid) => void attempt(clientid, 0),
    stop: () => {
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
