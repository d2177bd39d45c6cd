import { expect, test } from '@jest/globals';
import { refusalOf } from './send-refusal.ts';

const device = { clientid: 'gw-1', enabled: true };

test('lets a complete command pass', () => {
  expect(refusalOf({ device, permissionProblem: undefined, problems: [] })).toBeUndefined();
});

test('names the role before the device and the device before the form', () => {
  const problems = [{ field: 'parameter:id', message: 'Required' }] as const;
  const disabled = { ...device, enabled: false };
  expect(refusalOf({ device: disabled, permissionProblem: 'Your role', problems })).toBe('Your role');
  expect(refusalOf({ device: disabled, permissionProblem: undefined, problems })).toMatch(/gw-1 is disabled/);
  expect(refusalOf({ device, permissionProblem: undefined, problems })).toBe('id: Required');
});
