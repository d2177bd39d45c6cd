import { expect, jest, test } from '@jest/globals';
import { QueryClient } from '@tanstack/react-query';
import type { Command, Device, Page } from '@tpedm/domain';
import { applyLiveEvent, newerCommand, patchCommand } from './live-cache.ts';
import { queryKeys } from './query-keys.ts';

const at = '2026-03-01T12:00:00.000Z';
const device = (clientid: string, status: Device['presence']['status'] = 'never'): Device => ({
  clientid,
  name: '',
  tags: [],
  enabled: true,
  presence: { status, since: null, reason: null, evidence: null },
  ready: false,
  profile: null,
  createdAt: at,
});
const command = (id: string, state: Command['state']): Command => ({
  id,
  clientid: 'a',
  method: 'GET',
  path: '/apps',
  body: null,
  state,
  statusCode: null,
  response: null,
  error: null,
  lateResponse: null,
  createdAt: at,
  sentAt: null,
  finishedAt: null,
  expiresAt: at,
  requestedBy: 'anna',
});
const page = <T>(...items: T[]): Page<T> => ({ items, nextCursor: null, total: items.length });

function cacheWithDevices() {
  const queries = new QueryClient();
  queries.setQueryData(queryKeys.deviceList({}), page(device('a'), device('b')));
  queries.setQueryData(queryKeys.deviceList({ status: 'never' }), page(device('b')));
  const refetchLater = jest.fn();
  const listed = (params: object) => queries.getQueryData<Page<Device>>(queryKeys.deviceList(params));
  return { queries, refetchLater, listed };
}

test('shows a changed presence at once in every list and asks for the counts again', () => {
  const { queries, refetchLater, listed } = cacheWithDevices();
  applyLiveEvent(queries, { type: 'device.presence', data: { clientid: 'a', device: device('a', 'online') } }, refetchLater);
  expect(listed({})?.items.map(({ presence }) => presence.status)).toEqual(['online', 'never']);
  expect(queries.getQueryData<Device>(queryKeys.device('a'))?.presence.status).toBe('online');
  expect(refetchLater.mock.calls.flat()).toContainEqual(queryKeys.deviceSummary);
});

test('leaves a list alone that does not show the device', () => {
  const { queries, refetchLater, listed } = cacheWithDevices();
  const before = listed({ status: 'never' });
  applyLiveEvent(queries, { type: 'device.presence', data: { clientid: 'a', device: device('a', 'online') } }, refetchLater);
  expect(listed({ status: 'never' })).toBe(before);
});

test('takes a deleted device out of the lists', () => {
  const { queries, refetchLater, listed } = cacheWithDevices();
  applyLiveEvent(queries, { type: 'device.deleted', data: { clientid: 'b' } }, refetchLater);
  expect(listed({})).toMatchObject({ items: [{ clientid: 'a' }], total: 1 });
  expect(listed({ status: 'never' })).toMatchObject({ items: [], total: 0 });
});

test('does not add a new device to a page by guess, but asks for the lists again', () => {
  const { queries, refetchLater, listed } = cacheWithDevices();
  applyLiveEvent(queries, { type: 'device.created', data: { clientid: 'c', device: device('c') } }, refetchLater);
  expect(listed({})?.items).toHaveLength(2);
  expect(refetchLater.mock.calls.flat()).toContainEqual(queryKeys.deviceLists);
});

test('never takes an end back, whatever arrives last', () => {
  const ended = command('1', 'succeeded');
  expect(newerCommand(ended, command('1', 'queued'))).toBe(ended);
  expect(newerCommand(command('1', 'queued'), ended)).toBe(ended);
  expect(newerCommand(command('1', 'sent'), command('1', 'queued')).state).toBe('queued');
  expect(newerCommand(undefined, ended)).toBe(ended);
});

test('shows the answer of a command in lists and on its own', () => {
  const queries = new QueryClient();
  queries.setQueryData(queryKeys.commandList({ clientid: 'a' }), page(command('2', 'sent'), command('1', 'sent')));
  applyLiveEvent(
    queries,
    { type: 'command.updated', data: { id: '1', clientid: 'a', command: command('1', 'failed') } },
    jest.fn(),
  );
  expect(queries.getQueryData<Page<Command>>(queryKeys.commandList({ clientid: 'a' }))?.items.map(({ state }) => state)).toEqual([
    'sent',
    'failed',
  ]);
  expect(queries.getQueryData<Command>(queryKeys.command('1'))?.state).toBe('failed');
});

test('knows that it has not seen the whole of a command whose long answer was left out', () => {
  const queries = new QueryClient();
  patchCommand(queries, { ...command('1', 'succeeded'), omitted: ['response'] });
  expect(queries.getQueryState(queryKeys.command('1'))?.isInvalidated).toBe(true);
});

test('asks for everything again after a gap', () => {
  const { queries, refetchLater } = cacheWithDevices();
  applyLiveEvent(queries, { type: 'reset', data: null }, refetchLater);
  expect(queries.getQueryState(queryKeys.deviceList({}))?.isInvalidated).toBe(true);
});

test.each([null, 'text', [1]])('ignores an event whose data is %j', (data) => {
  const { queries, refetchLater } = cacheWithDevices();
  applyLiveEvent(queries, { type: 'device.presence', data }, refetchLater);
  expect(refetchLater).not.toHaveBeenCalled();
});
