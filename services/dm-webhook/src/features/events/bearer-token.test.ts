import { expect, test } from '@jest/globals';
import { createTokenCheck } from './bearer-token.ts';

const hasToken = createTokenCheck(['the-token-of-now', 'the-one-before-it']);

test.each(['Bearer the-token-of-now', 'Bearer the-one-before-it'])('takes %j', (authorization) => {
  expect(hasToken(authorization)).toBe(true);
});

test.each([
  undefined,
  '',
  'Bearer',
  'Bearer ',
  'Bearer the-token-of-no',
  'Bearer the-token-of-now2',
  'Basic the-token-of-now',
  'the-token-of-now',
  'Bearer undefined',
])('refuses %j', (authorization) => {
  expect(hasToken(authorization)).toBe(false);
});
