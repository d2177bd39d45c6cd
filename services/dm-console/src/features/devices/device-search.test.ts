import { expect, test } from '@jest/globals';
import { nextSort, readDeviceSearch } from './device-search.ts';

test('reads what the address says', () => {
  const search = { search: 'pump', status: 'offline', sort: '-since', cursor: 'abc' };
  expect(readDeviceSearch(search)).toEqual(search);
});

test('takes a search that looks like a number or a word of JSON as text', () => {
  expect(readDeviceSearch({ search: true })).toEqual({ search: 'true' });
  expect(readDeviceSearch({ search: 12 })).toEqual({ search: '12' });
});

test('leaves out what no list can mean', () => {
  expect(readDeviceSearch({ search: { a: 1 }, status: 'asleep', sort: 'colour', cursor: 4, other: 'x' })).toEqual({});
});

test('sorts upwards first and turns round on the second click', () => {
  expect(nextSort('name', 'clientid')).toBe('name');
  expect(nextSort('name', 'name')).toBe('-name');
  expect(nextSort('name', '-name')).toBe('name');
});
