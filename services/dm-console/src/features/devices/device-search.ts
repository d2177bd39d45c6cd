import { DEVICE_SORTS, type DeviceListQuery, PRESENCE_STATUSES, type PresenceStatus } from '@tpedm/domain';

export type DeviceSort = DeviceListQuery['sort'];

/** State of the device list in the address: what is searched, filtered, sorted, and which page. */
export type DeviceSearch = { search?: string; status?: PresenceStatus; sort?: DeviceSort; cursor?: string };

/** Reads an address that anybody may have typed: what it cannot mean is left out. */
export function readDeviceSearch(search: Record<string, unknown>): DeviceSearch {
  const status = PRESENCE_STATUSES.find((known) => known === search.status);
  const sort = DEVICE_SORTS.find((known) => known === search.sort);
  return {
    ...(typeof search.search === 'string' && search.search !== '' && { search: search.search.slice(0, 200) }),
    // The router reads 12 and true as such; here they are what somebody looks for.
    ...((typeof search.search === 'number' || typeof search.search === 'boolean') && { search: String(search.search) }),
    ...(status && { status }),
    ...(sort && { sort }),
    ...(typeof search.cursor === 'string' && search.cursor !== '' && { cursor: search.cursor }),
  };
}

/** The order that a click on a column asks for: ascending first, then the other way round. */
export function nextSort(column: 'clientid' | 'name' | 'since' | 'createdAt', current: DeviceSort): DeviceSort {
  return current === column ? `-${column}` : column;
}
