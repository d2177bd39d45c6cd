import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Page, Role, Token } from '@tpedm/domain';
import { request } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';

export type NewToken = { name: string; role: Role; expiresAt?: string };

export const tokensQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: [...queryKeys.tokens, cursor ?? null],
    queryFn: ({ signal }) => request<Page<Token>>('GET', '/tokens', { query: { limit: 50, cursor }, signal }),
  });

function useTokenMutation<Input, Answer>(mutationFn: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.tokens }) });
}

export const useCreateToken = () =>
  useTokenMutation((token: NewToken) => request<{ id: string; token: string }>('POST', '/tokens', { body: token }));

export const useDeleteToken = () => useTokenMutation((id: string) => request<void>('DELETE', `/tokens/${id}`));
