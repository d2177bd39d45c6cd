import { type QueryClient, queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { may, type Permission, type SessionUser } from '@tpedm/domain';
import { hasCode } from '../../api/api-error.ts';
import { request } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';

type UserAnswer = { user: SessionUser };
export type Credentials = { username: string; password: string };

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: queryKeys.session,
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async (): Promise<SessionUser | null> => {
    try {
      return (await request<UserAnswer>('GET', '/auth/me')).user;
    } catch (error) {
      if (hasCode(error, 'UNAUTHENTICATED', 'SESSION_EXPIRED')) return null;
      throw error;
    }
  },
});

/** Whether the first administrator is still to be made. */
export const setupQuery = queryOptions({
  queryKey: queryKeys.setup,
  staleTime: 0,
  queryFn: () => request<{ required: boolean }>('GET', '/auth/setup'),
});

/** The signed-in user; only for pages inside the application, which nobody else gets to see. */
export function useUser(): SessionUser {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data) throw new Error('No one is signed in');
  return data;
}

/** Says why the signed-in user may not do something; undefined when they may. */
export function useForbiddenReason(): (permission: Permission) => string | undefined {
  const { role } = useUser();
  return (permission) => (may(role, permission) ? undefined : `Your role (${role}) does not allow this. Ask an administrator.`);
}

function begin(queries: QueryClient, { user }: UserAnswer): void {
  queries.clear();
  queries.setQueryData(queryKeys.session, user);
}

export function useLogin() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (credentials: Credentials) => request<UserAnswer>('POST', '/auth/login', { body: credentials }),
    onSuccess: (answer) => begin(queries, answer),
  });
}

export function useSetup() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (values: Credentials & { setupToken: string }) => request<UserAnswer>('POST', '/auth/setup', { body: values }),
    onSuccess: (answer) => begin(queries, answer),
  });
}

export function useLogout() {
  return useMutation({ mutationFn: () => request<void>('POST', '/auth/logout') });
}

export function useChangePassword() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (values: { currentPassword: string; newPassword: string }) =>
      request<void>('POST', '/auth/password', { body: values }),
    // It has ended the others.
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.ownSessions }),
  });
}
