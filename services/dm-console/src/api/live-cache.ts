import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { type Command, type Device, isFinal, isObject, type Page } from '@tpedm/domain';
import type { LiveEvent } from './live-stream.ts';
import { queryKeys } from './query-keys.ts';

/** Fetches again, after a pause, everything whose key begins with one of `keys`. */
export type RefetchLater = (...keys: QueryKey[]) => void;

/**
 * The newer of two views of one command: an end never gives way to a state before it, whichever arrives last
 * (the answer to the request that created it may come after the event of its end).
 */
export function newerCommand(known: Command | undefined, incoming: Command): Command {
  return known && isFinal(known.state) && !isFinal(incoming.state) ? known : incoming;
}

/** Puts a command into every place of the cache that shows it. Long parts that an event leaves out are fetched when looked at. */
export function patchCommand(queries: QueryClient, command: Command): void {
  const queryKey = queryKeys.command(command.id);
  queries.setQueryData<Command>(queryKey, (known) => newerCommand(known, command));
  if (command.omitted) void queries.invalidateQueries({ queryKey });
  queries.setQueriesData<Page<Command>>({ queryKey: queryKeys.commandLists }, (page) =>
    replaceRow(
      page,
      (row) => row.id === command.id,
      (row) => newerCommand(row, command),
    ),
  );
}

/** Puts a device into every place of the cache that shows it. */
export function patchDevice(queries: QueryClient, device: Device): void {
  queries.setQueryData<Device>(queryKeys.device(device.clientid), device);
  queries.setQueriesData<Page<Device>>({ queryKey: queryKeys.deviceLists }, (page) =>
    replaceRow(
      page,
      (row) => row.clientid === device.clientid,
      () => device,
    ),
  );
}

/** The page with one row replaced; the same object when the row is not on it, so that nothing is drawn again. */
function replaceRow<T>(page: Page<T> | undefined, isRow: (row: T) => boolean, next: (row: T) => T): Page<T> | undefined {
  if (!page?.items.some(isRow)) return page;
  return { ...page, items: page.items.map((row) => (isRow(row) ? next(row) : row)) };
}

function removeDevice(queries: QueryClient, clientid: string): void {
  queries.setQueriesData<Page<Device>>({ queryKey: queryKeys.deviceLists }, (page) => {
    if (!page?.items.some((row) => row.clientid === clientid)) return page;
    return { ...page, items: page.items.filter((row) => row.clientid !== clientid), total: Math.max(0, page.total - 1) };
  });
}

/**
 * Brings the cache up to date with a live event. What the event carries is written at once; what it may have moved (order,
 * membership, counts, what the broker says) is fetched again a little later.
 */
export function applyLiveEvent(queries: QueryClient, { type, data }: LiveEvent, refetchLater: RefetchLater): void {
  if (type === 'reset') {
    void queries.invalidateQueries();
    return;
  }
  if (!isObject(data)) return;
  if (type === 'command.updated') {
    applyCommandEvent(queries, data, refetchLater);
    return;
  }
  const clientid = String(data.clientid);
  if (type === 'device.deleted') removeDevice(queries, clientid);
  else if (data.device) patchDevice(queries, data.device as Device);
  refetchLater(queryKeys.deviceLists, queryKeys.deviceSummary, queryKeys.device(clientid));
  refetchLater(queryKeys.deviceConnection(clientid), queryKeys.deviceEvents(clientid));
}

function applyCommandEvent(queries: QueryClient, data: Record<string, unknown>, refetchLater: RefetchLater): void {
  if (data.command) patchCommand(queries, data.command as Command);
  else refetchLater(queryKeys.command(String(data.id)));
  refetchLater(queryKeys.commandLists, queryKeys.deviceEvents(String(data.clientid)));
}
