import { expect, test } from '@jest/globals';
import { COMMAND_STATES, HTTP_METHODS } from './command.ts';
import { canBecome, isFinal, mayPublishAgain } from './command-state.ts';

const ALLOWED = new Set([
  'queued>sent',
  'queued>succeeded',
  'queued>failed',
  'queued>expired',
  'queued>canceled',
  'sent>succeeded',
  'sent>failed',
  'sent>expired',
  'sent>canceled',
]);
const changes = COMMAND_STATES.flatMap((from) =>
  COMMAND_STATES.map((to) => ({ from, to, allowed: ALLOWED.has(`${from}>${to}`) })),
);

test.each(changes)('$from -> $to: $allowed', ({ from, to, allowed }) => {
  expect(canBecome(from, to)).toBe(allowed);
});

test('what has ended stays as it is', () => {
  expect(COMMAND_STATES.filter(isFinal)).toEqual(['succeeded', 'failed', 'expired', 'canceled']);
});

test('only a reading call may be published a second time', () => {
  expect(HTTP_METHODS.filter(mayPublishAgain)).toEqual(['GET']);
});
