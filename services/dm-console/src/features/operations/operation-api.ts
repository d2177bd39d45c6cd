import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Category, ImportOutcome, Operation, OperationContent } from '@tpedm/domain';
import { request } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';

export type ExportFormat = 'tpedm' | 'command-json';
export type OperationInput = OperationContent & { category: string };

/** The whole catalogue: it changes seldom and is needed as a whole by the search. */
export const operationsQuery = queryOptions({
  queryKey: queryKeys.operations,
  queryFn: ({ signal }) => request<{ categories: Category[] }>('GET', '/operations', { signal }),
  staleTime: 10 * 60_000,
});

/** Runs a change of the catalogue and loads the catalogue again. */
function useCatalogueChange<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.operations }),
  });
}

export const useSaveOperation = (id: string | null) =>
  useCatalogueChange((operation: OperationInput) =>
    id === null
      ? request<Operation>('POST', '/operations', { body: operation })
      : request<Operation>('PUT', `/operations/${id}`, { body: operation }),
  );

export const useDeleteOperation = () => useCatalogueChange((id: string) => request<void>('DELETE', `/operations/${id}`));

export const useCreateCategory = () =>
  useCatalogueChange((name: string) => request<Category>('POST', '/categories', { body: { name } }));

export const useDeleteCategory = () => useCatalogueChange((id: string) => request<void>('DELETE', `/categories/${id}`));

export const useImportOperations = () =>
  useCatalogueChange((file: unknown) => request<ImportOutcome>('POST', '/operations/import', { body: file }));

export const exportOperations = (format: ExportFormat): Promise<unknown> =>
  request('GET', '/operations/export', { query: { format } });
