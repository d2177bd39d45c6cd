import { expect, test } from '@jest/globals';
import { foldPresence, NEVER_CONNECTED, type Presence, type PresenceEvent, type PresenceSource } from './presence.ts';
import { type BrokerView, LOST_WITHOUT_EVENT, reconcilePresence } from './reconcile.ts';

const clientid = 'gw-1';
const session = (source: PresenceSource) => ({ clientid, source, eventId: null, connectedAtMs: 1_000, peername: null });
const connected: PresenceEvent = { ...session('hook'), kind: 'connected', atMs: 1_000 };
const disconnected: PresenceEvent = { ...session('hook'), kind: 'disconnected', atMs: 2_000, reason: 'tcp_closed' };
const online = foldPresence(NEVER_CONNECTED, connected);
const offline = foldPresence(online, disconnected);

const gone: BrokerView = { connected: false };
const there = (connectedAtMs: number): BrokerView => ({ connected: true, connectedAtMs, peername: '10.0.0.1:5' });
const nowMs = 9_000;

test.each<[string, Presence, BrokerView, string]>([
  ['never seen, and not there', NEVER_CONNECTED, gone, 'agrees'],
  ['offline, and not there', offline, gone, 'agrees'],
  ['online, and there in the same session', online, there(1_000), 'agrees'],
  ['never seen, but there', NEVER_CONNECTED, there(1_000), 'fold'],
  ['offline, but there in a newer session', offline, there(5_000), 'fold'],
  ['online, but there in a newer session', online, there(5_000), 'fold'],
  ['online, but not there', online, gone, 'fold'],
  ['offline, but there in the same session', offline, there(1_000), 'override'],
  ['offline, but there in an older session (clock went back)', offline, there(500), 'override'],
  ['online, but there in an older session (clock went back)', online, there(500), 'override'],
])('%s: %s', (_case, stored, broker, kind) => {
  expect(reconcilePresence(clientid, stored, broker, nowMs).kind).toBe(kind);
});

test('a lost end is dated now, and says that nobody reported it', () => {
  const repair = reconcilePresence(clientid, online, gone, nowMs);
  expect(repair).toMatchObject({
    event: { kind: 'disconnected', connectedAtMs: 1_000, atMs: nowMs, reason: LOST_WITHOUT_EVENT },
  });
});

test('the true end replaces an inferred one when it comes late, and not the other way round', () => {
  const repair = reconcilePresence(clientid, online, gone, nowMs);
  if (repair.kind !== 'fold') throw new Error('nothing to fold');
  for (const events of [
    [repair.event, disconnected],
    [disconnected, repair.event],
  ]) {
    expect(events.reduce(foldPresence, online)).toMatchObject({
      reason: 'tcp_closed',
      sinceMs: 2_000,
      evidence: { source: 'hook' },
    });
  }
});

test('an override agrees with the broker once the session it replaces is forgotten', () => {
  const repair = reconcilePresence(clientid, offline, there(500), nowMs);
  if (repair.kind !== 'override') throw new Error('nothing to override');
  const replaced = foldPresence({ ...offline, session: null }, repair.event);
  expect(replaced).toMatchObject({ status: 'online', session: { connectedAtMs: 500 }, evidence: { source: 'reconcile' } });
  expect(reconcilePresence(clientid, replaced, there(500), nowMs)).toEqual({ kind: 'agrees' });
});
