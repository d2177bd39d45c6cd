import { expect, test } from '@jest/globals';
import { safeReturnPath } from './return-path.ts';

test('goes back to a page of the console with its search', () => {
  expect(safeReturnPath('/devices/gw-1?tab=events')).toBe('/devices/gw-1?tab=events');
});

test.each([
  undefined,
  '',
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/login',
  '/setup',
])('goes to the devices instead of %p', (path) => {
  expect(safeReturnPath(path)).toBe('/devices');
});
