import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Page, Session } from '@tpedm/domain';
import { request } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';

export const ownSessionsQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: [...queryKeys.ownSessions, cursor ?? null],
    queryFn: ({ signal }) => request<Page<Session>>('GET', '/auth/sessions', { query: { limit: 10, cursor }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

/** Ends the session with the id, or all but this one. */
export function useEndSessions() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { currentPassword: string; id?: string }) =>
      request<{ ended: number }>('POST', '/auth/sessions/end', { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.ownSessions }),
  });
}
