import { expect, test } from '@jest/globals';
import { brokerEvents } from '@tpedm/testkit';
import { readEvent } from './read-event.ts';
import { toIngestEvent } from './to-ingest-event.ts';

function convert(body: object) {
  const read = readEvent(Buffer.from(JSON.stringify(body)));
  return read.kind === 'event' ? toIngestEvent(read.event, read.eventId) : read;
}

test('a session that begins', () => {
  expect(convert(brokerEvents.connected('gw-1', 1_000))).toMatchObject({
    kind: 'client.connected',
    occurredAtMs: 1_000,
    detail: { sessionConnectedAt: '1970-01-01T00:00:01.000Z', peername: '10.0.0.1:50000', cleanStart: true },
    presence: { kind: 'connected', connectedAtMs: 1_000, atMs: 1_000, peername: '10.0.0.1:50000', source: 'hook' },
    mayBeResumed: false,
  });
  expect(convert(brokerEvents.connected('gw-1', 1_000, { clean_start: false }))).toMatchObject({ mayBeResumed: true });
});

test('a session that ends is that of its own connect', () => {
  const event = brokerEvents.disconnected('gw-1', 1_000, 5_000, { reason: 'x'.repeat(10_000), peername: 'undefined' });
  expect(convert(event)).toMatchObject({
    detail: { reason: 'x'.repeat(200), peername: null },
    presence: { kind: 'disconnected', connectedAtMs: 1_000, atMs: 5_000, peername: null },
  });
});

test('a subscription to its input topic, under either root', () => {
  expect(convert(brokerEvents.subscribed('gw-1', 7))).toMatchObject({ presence: { kind: 'subscribed', atMs: 7, root: 'tpe' } });
  const older = brokerEvents.subscribed('gw-1', 7, { topic: '/tpedm/gw-1/#' });
  expect(convert(older)).toMatchObject({ presence: { root: 'tpedm' } });
});

test('an output with an answer in it', () => {
  expect(convert(brokerEvents.output('gw-1', { 'request-id': 7, state: 200, payload: '{"a":1}' }))).toMatchObject({
    detail: { topic: '/tpe/gw-1/output', requestId: '7', statusCode: 200, sizeBytes: 50 },
    answer: { requestId: '7', statusCode: 200, payload: { a: 1 } },
    presence: null,
  });
});

test.each([
  ['no bytes', Buffer.alloc(0)],
  ['binary rubbish', Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256))],
  ['telemetry', '{"flow":1}'],
])('an output with %s is no answer, and its beginning is kept in less than 1 kB', (_what, payload) => {
  const event = convert(brokerEvents.output('gw-1', payload));
  if (typeof event === 'string' || !('excerpt' in event)) throw new Error('not taken');
  expect(event).toMatchObject({ answer: null, detail: { sizeBytes: Buffer.byteLength(payload) } });
  expect(Buffer.byteLength(event.excerpt ?? '')).toBeLessThanOrEqual(1_000);
});

test.each([
  brokerEvents.output('http_api', {}, { topic: '/tpe/gw-1/output' }),
  brokerEvents.output('gw-2', {}, { topic: '/tpe/gw-1/output' }),
  brokerEvents.output('gw-1', {}, { topic: '/tpe//output' }),
  brokerEvents.output('gw-1', {}, { topic: '/tpe/gw-1/input' }),
  brokerEvents.subscribed('gw-1', 1, { topic: '/tpe/gw-2/input' }),
  brokerEvents.subscribed('gw-1', 1, { topic: '#' }),
])('$event of $clientid on $topic is foreign', (event) => {
  expect(convert(event)).toBe('foreign');
});

test.each(['', '+', '#', 'a/b', 'a\u0000b', "'; DROP TABLE dm_command; --", 'x'.repeat(10_000)])(
  'nobody can be registered as %j',
  (clientid) => {
    expect(convert(brokerEvents.connected(clientid))).toBe('unknown_device');
  },
);
