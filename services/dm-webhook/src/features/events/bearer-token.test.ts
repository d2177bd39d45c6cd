import { expect, test } from '@jest/globals';
import { createTokenCheck } from './bearer-token.ts';

test('takes the token of now and the one before it, and nothing else', () => {
  const isGood = createTokenCheck(['the-token-of-now', 'the-one-before-it']);
  expect(isGood('Bearer the-token-of-now')).toBe(true);
  expect(isGood('Bearer the-one-before-it')).toBe(true);
  expect(isGood('Bearer the-token-of-then')).toBe(false);
  expect(isGood('the-token-of-now')).toBe(false);
  expect(isGood(undefined)).toBe(false);
});
