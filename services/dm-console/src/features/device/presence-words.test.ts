import { expect, test } from '@jest/globals';
import type { Device } from '@tpedm/domain';
import { presenceWords, readyWords } from './presence-words.ts';

const at = '2026-03-01T14:03:22.000Z';
const clock = (iso: string) => iso.slice(11, 19);
const evidence = {
  event: 'client.connected',
  source: 'hook',
  eventId: 'e1',
  at,
  sessionConnectedAt: at,
  peername: '10.0.0.7:50123',
} as const;
const device: Device = {
  clientid: 'gw-1',
  name: '',
  tags: [],
  enabled: true,
  presence: { status: 'online', since: at, reason: null, evidence },
  ready: true,
  profile: null,
  createdAt: at,
};

test('says why a device is online', () => {
  expect(presenceWords(device.presence, clock)).toBe(
    'Online since 14:03:22. The broker reported client.connected at 14:03:22 from 10.0.0.7:50123.',
  );
});

test('says what a repair rests on when no event came', () => {
  const lost = { ...evidence, event: 'client.disconnected', source: 'reconcile', peername: null } as const;
  expect(presenceWords({ status: 'offline', since: at, reason: 'keepalive_timeout', evidence: lost }, clock)).toBe(
    'Offline since 14:03:22: nothing was heard from it for longer than its keepalive allows. ' +
      'A comparison with the broker at 14:03:22 found that the broker no longer lists it.',
  );
});

test('shows a reason that it does not know as the broker said it', () => {
  const words = presenceWords({ status: 'offline', since: at, reason: 'new_reason', evidence }, clock);
  expect(words).toContain('new_reason');
});

test('does not invent a time for a device that never connected', () => {
  expect(presenceWords({ status: 'never', since: null, reason: null, evidence: null }, clock)).toMatch(/has not connected/);
});

test('tells the ways of not being ready apart', () => {
  expect(readyWords(device)).toMatch(/^Ready/);
  expect(readyWords({ ...device, ready: false })).toContain('/tpe/gw-1/input');
  expect(readyWords({ ...device, ready: false, presence: { ...device.presence, status: 'offline' } })).toMatch(
    /wait until it connects/,
  );
  expect(readyWords({ ...device, enabled: false })).toMatch(/disabled/);
});
