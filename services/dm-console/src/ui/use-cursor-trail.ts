import { useState } from 'react';

/** Where a reader is in a list that only knows the way forward: the cursors of the pages so far. */
export type CursorTrail = {
  cursor: string | undefined;
  isFirst: boolean;
  first: () => void;
  previous: (() => void) | null;
  nextTo: (nextCursor: string | null) => (() => void) | null;
};

/** Keeps the trail in the component. It starts again on the first page when `filterKey` changes. */
export function useCursorTrail(filterKey = ''): CursorTrail {
  const [state, setState] = useState<{ filterKey: string; trail: string[] }>({ filterKey, trail: [] });
  const trail = state.filterKey === filterKey ? state.trail : [];
  const walk = (next: string[]) => setState({ filterKey, trail: next });
  return {
    cursor: trail.at(-1),
    isFirst: trail.length === 0,
    first: () => walk([]),
    previous: trail.length > 0 ? () => walk(trail.slice(0, -1)) : null,
    nextTo: (nextCursor) => (nextCursor === null ? null : () => walk([...trail, nextCursor])),
  };
}
