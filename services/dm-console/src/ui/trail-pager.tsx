import type { Page } from '@tpedm/domain';
import { Pager } from './pager.tsx';
import type { CursorTrail } from './use-cursor-trail.ts';

type TrailPagerProps = { page: Page<unknown>; trail: CursorTrail; what: [one: string, many: string] };

/** Walks through a list whose place is kept by `useCursorTrail`. */
export const TrailPager = ({ page, trail, what }: TrailPagerProps) => (
  <Pager
    total={page.total}
    shown={page.items.length}
    what={what}
    isFirst={trail.isFirst}
    onFirst={trail.first}
    onPrevious={trail.previous}
    onNext={trail.nextTo(page.nextCursor)}
  />
);
