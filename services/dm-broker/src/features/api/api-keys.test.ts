import { expect, test } from '@jest/globals';
import { apiKeysSchema } from './api-keys.ts';

test('reads a key a line, an administrator unless it says otherwise', () => {
  const keys = apiKeysSchema.parse('web:secret1\n\nworker:secret2:publisher\n');
  expect(keys.map(({ key, role }) => [key, role])).toEqual([
    ['web', 'administrator'],
    ['worker', 'publisher'],
  ]);
});

test('names the line that is wrong and keeps its secret to itself', () => {
  const parsed = apiKeysSchema.safeParse('web:secret1\nworker:secret2:king');
  expect(parsed.error?.message).toContain('line 2');
  expect(parsed.error?.message).not.toContain('secret2');
});
