import { expect, test } from '@jest/globals';
import { clientidSchema } from './clientid.ts';

test.each(['a', '-', '...', 'gw-1', 'GW_01.site', 'x'.repeat(64)])('%s is a clientid', (clientid) => {
  expect(clientidSchema.parse(clientid)).toBe(clientid);
});

test.each(['', '.', '..', '+', '#', 'a/b', "a'b", 'a"b', 'a b', 'größe', 'a\n', 'x'.repeat(65), 'x'.repeat(10_000)])(
  '%j is none',
  (text) => {
    expect(clientidSchema.safeParse(text).success).toBe(false);
  },
);
