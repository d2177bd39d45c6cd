import { LIVE_EVENT_TYPES, type LiveEventType } from '@tpedm/domain';
import { API_ROOT } from './request.ts';

/** `live`: changes arrive as they happen. `reconnecting`: what is shown may be old. */
export type LiveState = 'connecting' | 'live' | 'reconnecting';
export type LiveEvent = { type: LiveEventType; data: unknown };

type LiveStreamOptions = {
  onEvent: (event: LiveEvent) => void;
  onState: (state: LiveState) => void;
  /** Called before a stream that the server refused is opened again: its session may have to be renewed. */
  renewSession: () => Promise<boolean>;
};

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/**
 * Opens the stream of live events and keeps it open. The browser itself resumes a broken stream after the last event it saw; a
 * stream that was refused is opened anew, which counts as a gap and is told as `reset`. Returns how to close it.
 */
export function openLiveStream({ onEvent, onState, renewSession }: LiveStreamOptions): () => void {
  let source: EventSource | null = null;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = FIRST_RETRY_MS;
  let isClosed = false;

  function open(isReplacement: boolean): void {
    if (isClosed) return;
    const stream = new EventSource(`${API_ROOT}/events`);
    source = stream;
    stream.onopen = () => {
      retryMs = FIRST_RETRY_MS;
      onState('live');
      if (isReplacement) onEvent({ type: 'reset', data: null });
    };
    stream.onerror = () => {
      onState('reconnecting');
      if (stream.readyState === EventSource.CLOSED) openLater();
    };
    for (const type of LIVE_EVENT_TYPES) {
      stream.addEventListener(type, (message: MessageEvent<string>) => onEvent({ type, data: parse(message.data) }));
    }
  }

  function openLater(): void {
    const reopen = () => renewSession().then(() => open(true));
    retryTimer = setTimeout(() => void reopen(), retryMs * (0.5 + Math.random() / 2));
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  }

  onState('connecting');
  open(false);
  return () => {
    isClosed = true;
    clearTimeout(retryTimer);
    source?.close();
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
