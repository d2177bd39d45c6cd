import { useSyncExternalStore } from 'react';
import { formatAgo, formatDateTime } from './format.ts';

const TICK_MS = 5_000;
let now = new Date();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for every time on the page, running only while one is shown. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = new Date();
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** An instant as "3 min ago", with the exact time on hover. */
export function Ago({ at }: { at: string }) {
  const tick = useSyncExternalStore(subscribe, () => now);
  const current = tick.getTime() < Date.now() - TICK_MS ? new Date() : tick;
  return (
    <time dateTime={at} title={formatDateTime(at)}>
      {formatAgo(new Date(at), current)}
    </time>
  );
}

/** An instant as date and time of the browser's zone, with ISO 8601 UTC on hover. */
export function At({ at }: { at: string }) {
  return (
    <time dateTime={at} title={at}>
      {formatDateTime(at)}
    </time>
  );
}
