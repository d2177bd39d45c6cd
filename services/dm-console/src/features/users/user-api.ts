import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Page, Role, User } from '@tpedm/domain';
import { request } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';

export type NewUser = { username: string; password: string; role: Role };
export type UserChange = { role?: Role; enabled?: boolean; password?: string };

export const usersQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: [...queryKeys.users, cursor ?? null],
    queryFn: ({ signal }) => request<Page<User>>('GET', '/users', { query: { limit: 50, cursor }, signal }),
    placeholderData: keepPreviousData,
  });

function useUserMutation<Input, Answer>(mutationFn: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.users }) });
}

export const useCreateUser = () => useUserMutation((user: NewUser) => request<User>('POST', '/users', { body: user }));

export const useChangeUser = (id: string) =>
  useUserMutation((change: UserChange) => request<User>('PATCH', `/users/${id}`, { body: change }));

export const useEndSessionsOf = (id: string) => useUserMutation(() => request<void>('DELETE', `/users/${id}/sessions`));

export const useDeleteUser = () => useUserMutation((id: string) => request<void>('DELETE', `/users/${id}`));
