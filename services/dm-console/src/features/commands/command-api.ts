import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Command, CommandRequest, CommandState, Page } from '@tpedm/domain';
import { request } from '../../api/client.ts';
import { patchCommand } from '../../api/live-cache.ts';
import { queryKeys } from '../../api/query-keys.ts';

/** `clientid` undefined: the commands of all devices. */
export type CommandListParams = { clientid?: string; state?: CommandState; cursor?: string | undefined; limit: number };

const deviceCommands = (clientid: string): string => `/devices/${encodeURIComponent(clientid)}/commands`;

export const commandListQuery = (params: CommandListParams) =>
  queryOptions({
    queryKey: queryKeys.commandList(params),
    queryFn: ({ signal }) => {
      const { clientid, ...query } = params;
      return request<Page<Command>>('GET', clientid === undefined ? '/commands' : deviceCommands(clientid), { query, signal });
    },
    placeholderData: keepPreviousData,
  });

export const commandQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.command(id),
    queryFn: ({ signal }) => request<Command>('GET', `/commands/${id}`, { signal }),
  });

export function useSendCommand(clientid: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (command: CommandRequest) => request<Command>('POST', deviceCommands(clientid), { body: command }),
    onSuccess: (command) => {
      patchCommand(queries, command);
      void queries.invalidateQueries({ queryKey: queryKeys.commandLists });
    },
  });
}

export function useCancelCommand() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<Command>('POST', `/commands/${id}/cancel`),
    onSuccess: (command) => patchCommand(queries, command),
  });
}
