import { createRequest } from './request.ts';

const sessionEndListeners = new Set<() => void>();

/** Calls `listener` when the session is over and only signing in again helps. Returns how to stop. */
export function onSessionEnd(listener: () => void): () => void {
  sessionEndListeners.add(listener);
  return () => sessionEndListeners.delete(listener);
}

export const { request, renewSession } = createRequest({
  fetch: (...args) => window.fetch(...args),
  onSessionEnd: () => {
    for (const listener of sessionEndListeners) listener();
  },
});
