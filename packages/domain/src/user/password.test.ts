import { expect, test } from '@jest/globals';
import { passwordProblem } from './password.ts';

test.each([
  ['correct horse', 'ann', null],
  ['twelve chars', 'ann', null],
  ['eleven char', 'ann', 'must have at least 12 characters'],
  ['x'.repeat(129), 'ann', expect.stringContaining('128')],
  ['My TPEDM password', 'ann', 'must not contain "tpedm", which is tried first'],
  ['thingspro-edge-7', 'ann', 'must not contain "thingspro", which is tried first'],
  ['we love MOXA much', 'ann', 'must not contain "moxa", which is tried first'],
  ['Margaret loves tea', 'margaret', 'must not contain the user name'],
  ['margaret loves tea', 'Margaret@example.com', 'must not contain the user name'],
  ['an annual planning', 'ann', null],
])('%s of %s: %s', (password, username, problem) => {
  expect(passwordProblem(password, username)).toEqual(problem);
});
