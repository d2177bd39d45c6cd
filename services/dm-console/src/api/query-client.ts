import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';

const MAX_RETRIES = 2;

/** A refusal will not change by asking again; trouble on the way or on the server may pass. */
const isTemporary = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === null || error.status === 502 || error.code === 'DATABASE_UNAVAILABLE');

/** Live events keep the cache true, so that data is fetched again only when something says so. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => failures < MAX_RETRIES && isTemporary(error),
        throwOnError: false,
      },
      mutations: { retry: false },
    },
  });
}
