import type { HookEvent } from '@tpedm/emqx-client';
import { type ActionCounters, noEvents } from './action-metrics.ts';
import { createHookRequest } from './hook-request.ts';
import { HookWorker } from './hook-worker.ts';

export type HookSender = { post: (event: HookEvent) => void; counters: ActionCounters; stop: () => void };

const WORKERS = 4;
const WINDOW = 100;
const MAX_QUEUED_BYTES = 64 * 1_048_576;
const LIFETIME_MS = 3_600_000;
const RETRY_MS = 500;

/** The worker of a clientid: always the same one, so that a device's events keep their order. */
function workerIndex(clientid: string): number {
  let hash = 0;
  for (let index = 0; index < clientid.length; index += 1) hash = (Math.imul(hash, 31) + clientid.charCodeAt(index)) | 0;
  return Math.abs(hash) % WORKERS;
}

/** Posts events to the hook in the background: whoever makes an event never waits for it. */
export function createHookSender(options: { url: URL; token: string }): HookSender {
  const request = createHookRequest(options);
  const counters = noEvents();
  const workers = Array.from(
    { length: WORKERS },
    () =>
      new HookWorker({
        send: request.send,
        counters,
        window: WINDOW,
        maxQueuedBytes: MAX_QUEUED_BYTES,
        lifetimeMs: LIFETIME_MS,
        retryMs: RETRY_MS,
      }),
  );
  return {
    post: (event) => {
      const { clientid, event_id: id, event: name } = event;
      const body = Buffer.from(JSON.stringify(event));
      workers[workerIndex(clientid)]?.add({ id, name, clientid, body, queuedAtMs: Date.now() });
    },
    counters,
    stop: () => {
      for (const worker of workers) worker.stop();
      request.close();
    },
  };
}
