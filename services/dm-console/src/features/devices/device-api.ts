import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ConnectionSettings, Credentials, Device, DeviceCreate, DeviceSummary, DeviceUpdate, Page } from '@tpedm/domain';
import { request } from '../../api/client.ts';
import { patchDevice } from '../../api/live-cache.ts';
import { queryKeys } from '../../api/query-keys.ts';
import type { DeviceSearch } from './device-search.ts';

export const DEVICES_PER_PAGE = 50;

export type Registered = { device: Device; credentials: Credentials; connection: ConnectionSettings };

const devicePath = (clientid: string): string => `/devices/${encodeURIComponent(clientid)}`;

export const deviceListQuery = (search: DeviceSearch) =>
  queryOptions({
    queryKey: queryKeys.deviceList(search),
    queryFn: ({ signal }) => request<Page<Device>>('GET', '/devices', { query: { ...search, limit: DEVICES_PER_PAGE }, signal }),
    placeholderData: keepPreviousData,
  });

export const deviceSummaryQuery = queryOptions({
  queryKey: queryKeys.deviceSummary,
  queryFn: ({ signal }) => request<DeviceSummary>('GET', '/devices/summary', { signal }),
});

export const deviceQuery = (clientid: string) =>
  queryOptions({
    queryKey: queryKeys.device(clientid),
    queryFn: ({ signal }) => request<Device>('GET', devicePath(clientid), { signal }),
  });

/** After a change of our own the lists are fetched at once, without waiting for the live event. */
function useListsChanged(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: ['devices'] });
}

export function useRegisterDevice() {
  const listsChanged = useListsChanged();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (device: DeviceCreate) => request<Registered>('POST', '/devices', { body: device }),
    onSuccess: ({ device }) => {
      queries.setQueryData<Device>(queryKeys.device(device.clientid), (known) => known ?? device);
      listsChanged();
    },
  });
}

export function useUpdateDevice(clientid: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (update: DeviceUpdate) => request<Device>('PATCH', devicePath(clientid), { body: update }),
    onSuccess: (device) => patchDevice(queries, device),
  });
}

export function useSwitchDevice(clientid: string) {
  const queries = useQueryClient();
  const listsChanged = useListsChanged();
  return useMutation({
    mutationFn: (action: 'enable' | 'disable') => request<Device>('POST', `${devicePath(clientid)}/${action}`),
    onSuccess: (device) => {
      patchDevice(queries, device);
      listsChanged();
    },
  });
}

export function useRotateSecret(clientid: string) {
  return useMutation({
    mutationFn: (password: string | undefined) =>
      request<{ credentials: Credentials }>('POST', `${devicePath(clientid)}/credentials`, {
        body: password === undefined ? {} : { password },
      }),
  });
}

export function useDeleteDevice(clientid: string) {
  const listsChanged = useListsChanged();
  return useMutation({
    mutationFn: () => request<void>('DELETE', devicePath(clientid)),
    onSuccess: listsChanged,
  });
}
