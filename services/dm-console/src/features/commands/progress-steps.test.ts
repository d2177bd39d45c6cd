import { expect, test } from '@jest/globals';
import type { Command } from '@tpedm/domain';
import { progressSteps } from './progress-steps.ts';

const command: Command = {
  id: '1',
  clientid: 'gw-1',
  method: 'GET',
  path: '/device/general',
  body: null,
  state: 'queued',
  statusCode: null,
  response: null,
  error: null,
  lateResponse: null,
  createdAt: '2026-03-01T12:00:00.000Z',
  sentAt: null,
  finishedAt: null,
  expiresAt: '2026-03-01T12:01:00.000Z',
  requestedBy: 'anna',
};
const sentAt = '2026-03-01T12:00:00.030Z';
const finishedAt = '2026-03-01T12:00:01.030Z';
const looks = (change: Partial<Command>) => progressSteps({ ...command, ...change }).map(({ look }) => look);

test('follows a command from the queue to its answer', () => {
  expect(looks({})).toEqual(['current', 'open', 'open']);
  expect(looks({ state: 'sent', sentAt })).toEqual(['done', 'done', 'current']);
  expect(looks({ state: 'succeeded', sentAt, finishedAt })).toEqual(['done', 'done', 'done']);
  expect(looks({ state: 'failed', sentAt, finishedAt })).toEqual(['done', 'done', 'failed']);
});

test('says how long each step took', () => {
  const steps = progressSteps({ ...command, state: 'succeeded', sentAt, finishedAt });
  expect(steps.map(({ tookMs }) => tookMs)).toEqual([null, 30, 1_000]);
});

test('does not claim that a command was sent when it ended in the queue', () => {
  const [, sent, end] = progressSteps({ ...command, state: 'expired', finishedAt });
  expect(sent).toMatchObject({ label: 'Not sent', look: 'open', at: null });
  expect(end).toMatchObject({ label: 'Expired', look: 'expired', tookMs: 1_030 });
});

test('shows a command that went back into the queue as queued', () => {
  expect(looks({ state: 'queued', sentAt })).toEqual(['current', 'open', 'open']);
});
