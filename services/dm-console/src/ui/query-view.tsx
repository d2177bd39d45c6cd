import { Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorPanel } from './error-panel.tsx';

type QueryViewProps<T> = { query: UseQueryResult<T>; what: string; lines?: number; children: (data: T) => ReactNode };

/** Shows the data of a query, or that it is on its way, or why it did not come. Data that is there stays when a refetch fails. */
export function QueryView<T>({ query, what, lines = 4, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ErrorPanel error={query.error} title={`Cannot load ${what}`} onRetry={() => void query.refetch()} />;
  return (
    <Stack gap="xs" role="status" aria-label={`Loading ${what}`}>
      {Array.from({ length: lines }, (_, line) => `line-${line}`).map((key) => (
        <Skeleton key={key} height={18} radius="sm" />
      ))}
    </Stack>
  );
}
