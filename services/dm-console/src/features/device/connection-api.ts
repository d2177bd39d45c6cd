import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { DeviceConnection, DeviceEvent, Page } from '@tpedm/domain';
import { request } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';

const path = (clientid: string, part: string): string => `/devices/${encodeURIComponent(clientid)}/${part}`;

/** Asks the broker, so it is never served from memory for long. */
export const connectionQuery = (clientid: string) =>
  queryOptions({
    queryKey: queryKeys.deviceConnection(clientid),
    queryFn: ({ signal }) => request<DeviceConnection>('GET', path(clientid, 'connection'), { signal }),
    staleTime: 5_000,
    retry: false,
  });

export const eventsQuery = (clientid: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: [...queryKeys.deviceEvents(clientid), cursor ?? null],
    queryFn: ({ signal }) =>
      request<Page<DeviceEvent>>('GET', path(clientid, 'events'), { query: { limit: 20, cursor }, signal }),
    placeholderData: keepPreviousData,
  });
