import { expect, test } from '@jest/globals';
import { LIMITS } from '../../limits.ts';
import { SessionRegistry } from './session-registry.ts';

const connection = {
  address: { listener: 'tcp', ip: '127.0.0.1', port: 1, sockname: '127.0.0.1:1883' },
  traffic: { receivedBytes: 0, sentBytes: 0 },
} as const;
const details = { username: 'dev1', keepaliveSeconds: 60, cleanStart: true };
const kept = { ...details, cleanStart: false };

test('gives two sessions of a clientid within one millisecond, or after the clock went back, different beginnings', () => {
  let now = 1_000;
  const sessions = new SessionRegistry(() => now);
  const beginnings = [
    sessions.open('dev1', details, connection).connectedAtMs,
    sessions.open('dev1', details, connection).connectedAtMs,
  ];
  now = 500;
  beginnings.push(sessions.open('dev1', details, connection).connectedAtMs);
  expect(beginnings).toEqual([1_000, 1_001, 1_002]);
  expect(sessions.open('dev2', details, connection).connectedAtMs).toBe(500);
});

test('never dates what happens in a session before its beginning', () => {
  const sessions = new SessionRegistry(() => 1_000);
  sessions.open('dev1', details, connection);
  const session = sessions.open('dev1', details, connection);
  expect(sessions.timeIn(session)).toBe(1_001);
});

test('forgets a waiting session after its time, and no connected one', () => {
  const startedAtMs = 1_000;
  let now = startedAtMs;
  const sessions = new SessionRegistry(() => now);
  sessions.open('online', kept, connection);
  sessions.disconnect(sessions.open('offline', kept, connection));
  now = startedAtMs + LIMITS.sessionExpirySeconds * 1_000;
  sessions.expire();
  expect(sessions.get('offline')).toBeDefined();
  now += 1;
  sessions.expire();
  expect([sessions.get('offline'), sessions.get('online')]).toEqual([undefined, expect.anything()]);
});

test('leaves the session of a new connection alone when the old one ends late', () => {
  const sessions = new SessionRegistry();
  const old = sessions.open('dev1', details, connection);
  const current = sessions.open('dev1', details, connection);
  sessions.disconnect(old);
  expect(sessions.get('dev1')).toBe(current);
});

test('finds the one device subscribed to a topic, with the highest QoS that it asked for', () => {
  const sessions = new SessionRegistry();
  const session = sessions.open('dev1', kept, connection);
  session.subscriptions.set('/tpe/dev1/+', 0).set('/tpe/dev1/#', 2);
  expect(sessions.subscriber('/tpe/dev1/input')).toEqual({ session, qos: 2 });
  expect(sessions.subscriber('/tpe/dev2/input')).toBeUndefined();
  expect(sessions.subscriber('elsewhere')).toBeUndefined();
});
