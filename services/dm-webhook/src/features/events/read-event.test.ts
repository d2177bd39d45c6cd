import { expect, test } from '@jest/globals';
import { brokerEvents } from '@tpedm/testkit';
import fc from 'fast-check';
import { readEvent } from './read-event.ts';

const read = (body: unknown) => readEvent(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
const connected = brokerEvents.connected('gw-1', 1_000);
const output = brokerEvents.output('gw-1', { a: 1 });

test.each([connected, brokerEvents.disconnected('gw-1', 1_000), brokerEvents.subscribed('gw-1'), output])(
  'reads $event, with unknown fields',
  (event) => {
    expect(read({ ...event, more: { to: 'come' } })).toMatchObject({ kind: 'event', event: { event: event.event } });
  },
);

test('gives ids in one form, whether the broker wrote a UUID or the hexadecimal id of a message', () => {
  expect(read({ ...connected, event_id: 'C27F109A-2D52-426D-A535-C6909121E5C3' })).toMatchObject({
    eventId: 'c27f109a-2d52-426d-a535-c6909121e5c3',
  });
  expect(read({ ...output, event_id: '000660D317F46267F44300000FB60002' })).toMatchObject({
    eventId: '000660d3-17f4-6267-f443-00000fb60002',
  });
});

test.each(['client.connack', 'message.delivered', '', '__proto__'])('an event called %j is unknown, not wrong', (event) => {
  expect(read({ event })).toEqual({ kind: 'unknown_event' });
});

test.each<[unknown, string, RegExp]>([
  ['{"event":', 'MALFORMED_JSON', /JSON/],
  ['', 'MALFORMED_JSON', /JSON/],
  ['\u0000\u0001', 'MALFORMED_JSON', /JSON/],
  ['null', 'VALIDATION_FAILED', /^body/],
  [[connected], 'VALIDATION_FAILED', /^event/],
  [{}, 'VALIDATION_FAILED', /^event/],
  [{ event: 5 }, 'VALIDATION_FAILED', /^event/],
  [{ ...connected, event_id: 'not an id' }, 'VALIDATION_FAILED', /^event_id/],
  [{ ...connected, event_id: `${connected.event_id}0` }, 'VALIDATION_FAILED', /^event_id/],
  [{ ...connected, event_id: undefined }, 'VALIDATION_FAILED', /^event_id/],
  [{ ...connected, clientid: 5 }, 'VALIDATION_FAILED', /^clientid/],
  [{ ...connected, connected_at: 'undefined' }, 'VALIDATION_FAILED', /^connected_at/],
  [{ ...connected, connected_at: 8.64e15 + 1 }, 'VALIDATION_FAILED', /^connected_at/],
  [{ ...connected, timestamp: 9e15 }, 'VALIDATION_FAILED', /^timestamp/],
  [{ ...connected, timestamp: -1 }, 'VALIDATION_FAILED', /^timestamp/],
  [{ ...output, payload_base64: 'not base64!' }, 'VALIDATION_FAILED', /^payload_base64/],
])('refuses %j as %s', (body, code, message) => {
  expect(() => read(body)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
});

test('any body is read or refused as bad input, never a fault of ours', () => {
  const broken = fc.oneof(
    fc.json(),
    fc.string(),
    fc.record({ field: fc.constantFrom(...Object.keys(output)), value: fc.jsonValue() }).map(({ field, value }) => {
      return JSON.stringify({ ...output, [field]: value });
    }),
  );
  const property = fc.property(broken, (body) => {
    try {
      read(body);
    } catch (error) {
      expect(error).toMatchObject({ httpStatus: 400 });
    }
  });
  fc.assert(property, { numRuns: 500 });
});
