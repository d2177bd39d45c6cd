import { notifyManager, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import { renewSession } from './client.ts';
import { applyLiveEvent } from './live-cache.ts';
import { type LiveEvent, type LiveState, openLiveStream } from './live-stream.ts';
import { createRefetchLater } from './refetch-later.ts';

/** Events of one moment are drawn together: short enough to feel immediate, long enough for a reconnect storm. */
const DRAW_EVERY_MS = 40;
const REFETCH_PAUSE_MS = 1_200;

const LiveStateContext = createContext<LiveState>('connecting');

export const useLiveState = (): LiveState => use(LiveStateContext);

/** Keeps the query cache up to date from the stream of live events for as long as it is shown. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    const { refetchLater, stop } = createRefetchLater(queries, REFETCH_PAUSE_MS);
    let arrived: LiveEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = () => {
      const events = arrived;
      arrived = [];
      timer = undefined;
      notifyManager.batch(() => {
        for (const event of events) applyLiveEvent(queries, event, refetchLater);
      });
    };
    const onEvent = (event: LiveEvent) => {
      arrived.push(event);
      timer ??= setTimeout(draw, DRAW_EVERY_MS);
    };
    const close = openLiveStream({ onEvent, onState: setState, renewSession });
    return () => {
      close();
      stop();
      clearTimeout(timer);
    };
  }, [queries]);
  return <LiveStateContext value={state}>{children}</LiveStateContext>;
}
