import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { AuditEntry, Page } from '@tpedm/domain';
import { request } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { NoMatch } from '../../ui/no-match.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { TrailPager } from '../../ui/trail-pager.tsx';
import { useCursorTrail } from '../../ui/use-cursor-trail.ts';
import { AuditFilters } from './audit-filters.tsx';
import { type AuditSearch, auditFilter, readAuditSearch } from './audit-search.ts';
import { AuditTable } from './audit-table.tsx';

const auditQuery = (search: AuditSearch, cursor: string | undefined) =>
  queryOptions({
    queryKey: [...queryKeys.audit, search, cursor ?? null],
    queryFn: ({ signal }) =>
      request<Page<AuditEntry>>('GET', '/audit', { query: { limit: 50, cursor, ...auditFilter(search) }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

const route = getRouteApi('/app/audit');

export function AuditPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const trail = useCursorTrail(JSON.stringify(search));
  const audit = useQuery(auditQuery(search, trail.cursor));
  const refine = (next: AuditSearch) => void navigate({ search: readAuditSearch(next), replace: true });
  return (
    <>
      <PageHeader title="Audit" description="Every change, newest first. Entries are never changed or deleted here." />
      <Panel>
        <AuditFilters value={search} onChange={refine} />
        <QueryView query={audit} what="the audit" lines={10}>
          {(page) =>
            page.items.length === 0 ? (
              <NoMatch title="No entry matches" description="Nothing fits all filters together." onClear={() => refine({})} />
            ) : (
              <>
                <AuditTable entries={page.items} />
                <TrailPager page={page} trail={trail} what={['entry', 'entries']} />
              </>
            )
          }
        </QueryView>
      </Panel>
    </>
  );
}
