import { expect, test } from '@jest/globals';
import { isDangerousCall, matchesTemplate } from './match-operation.ts';

test.each([
  ['/apps/web/restart', '/apps/{app}/restart', true],
  ['/Apps//web/./restart?now=1', '/apps/{app}/restart', true],
  ['/apps/%77eb/restart', '/apps/{app}/restart', true],
  ['/apps/web/x/../restart', '/apps/{app}/restart', true],
  ['/apps/web', '/apps/{app}/restart', false],
  ['/apps/a/b/restart', '/apps/{app}/restart', false],
  ['/apps/web/restartx', '/apps/{app}/restart', false],
  ['/a+b', '/a+b', true],
  ['/aab', '/a+b', false],
])('says whether %s is a call of %s', (path, template, expected) => {
  expect(matchesTemplate(path, template)).toBe(expected);
});

const CATALOGUE = [
  { method: 'PUT', path: '/system/reboot', dangerous: true },
  { method: 'PUT', path: '/device/{part}', dangerous: false },
  { method: 'PUT', path: '/device/general', dangerous: true },
  { method: 'GET', path: '/apps/{id}', dangerous: false },
] as const;

test.each([
  ['PUT', '/system/reboot', true],
  ['PUT', '/SYSTEM/x/../reboot?a=b', true],
  ['PUT', '/device/time', false],
  ['PUT', '/device/general', true],
  ['GET', '/apps/7', false],
  ['GET', '/unknown', false],
  ['DELETE', '/apps/7', true],
] as const)('says whether %s %s can do harm', (method, path, expected) => {
  expect(isDangerousCall({ method, path }, CATALOGUE)).toBe(expected);
});
