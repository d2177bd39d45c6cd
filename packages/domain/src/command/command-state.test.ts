import { expect, test } from '@jest/globals';
import { COMMAND_STATES, HTTP_METHODS } from './command.ts';
import { canBecome, FINAL_STATES, isFinal, mayPublishAgain, OPEN_STATES } from './command-state.ts';

const ALLOWED = new Set([
  'queued>sent',
  'queued>succeeded',
  'queued>failed',
  'queued>expired',
  'queued>canceled',
  'sent>queued',
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

test('every state is either open or final', () => {
  expect(OPEN_STATES).toEqual(['queued', 'sent']);
  expect(FINAL_STATES).toEqual(['succeeded', 'failed', 'expired', 'canceled']);
  expect(COMMAND_STATES.filter(isFinal)).toEqual(FINAL_STATES);
});

test('only a reading call may be published a second time', () => {
  expect(HTTP_METHODS.filter(mayPublishAgain)).toEqual(['GET']);
});
