import { expect, test } from '@jest/globals';
import { DEVICE_CHANGE_KINDS, describeDeviceEvent } from './device-event.ts';

test.each([
  ['client.connected', { peername: '10.0.0.9:51000' }, 'Connected from 10.0.0.9:51000'],
  ['client.connected', {}, 'Connected'],
  ['client.disconnected', { reason: 'keepalive_timeout' }, 'Disconnected: keepalive_timeout'],
  ['client.disconnected', { reason: 7 }, 'Disconnected: no reason given'],
  ['client.disconnected', { reason: 'takenover' }, 'An older session ended (takenover): the device had connected again'],
  ['session.subscribed', { topic: '/tpe/gw/input' }, 'Subscribed to /tpe/gw/input: ready for commands'],
  ['device.disabled', { by: '<b>ann</b>' }, 'Disabled by <b>ann</b>: it cannot connect'],
  ['something.new', {}, 'something.new'],
  ['constructor', {}, 'constructor'],
])('tells %s %j as a sentence', (kind, detail, sentence) => {
  expect(describeDeviceEvent(kind, detail)).toBe(sentence);
});

test('has a sentence for every change that people make', () => {
  for (const kind of DEVICE_CHANGE_KINDS) expect(describeDeviceEvent(kind, { by: 'ann' })).toMatch(/ by ann/);
});
