import { expect, test } from '@jest/globals';
import { buildWireRequest, formatExpiry } from './wire-request.ts';

const command = {
  id: '42',
  method: 'PUT',
  path: '/system/sshserver',
  body: { enable: true },
  expiresAt: new Date('2024-03-01T10:15:00.900Z'),
};

test('a request has its headers as a list of one-key objects, the id as text, the expiry in UTC', () => {
  expect(buildWireRequest(command)).toEqual({
    path: '/system/sshserver',
    method: 'PUT',
    headers: [{ 'request-expired-time': '2024-03-01 10:15:00' }, { 'request-id': '42' }],
    requestBody: { enable: true },
  });
});

test.each([null, undefined])('a body of %s is sent as an empty object', (body) => {
  expect(buildWireRequest({ ...command, body }).requestBody).toEqual({});
});

test.each([false, 0, '', []])('a body of %j is sent as it is', (body) => {
  expect(buildWireRequest({ ...command, body }).requestBody).toEqual(body);
});

test('an expiry has neither T nor zone nor fraction', () => {
  expect(formatExpiry(new Date('2031-12-31T23:59:59.999Z'))).toBe('2031-12-31 23:59:59');
});
