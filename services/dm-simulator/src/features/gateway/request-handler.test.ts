import { expect, test } from '@jest/globals';
import { buildWireRequest, parseWireAnswer } from '@tpedm/domain';
import { createGatewayState } from '../rest-api/gateway-state.ts';
import { seededRandom } from '../rest-api/seeded-random.ts';
import { ANSWER_FORMS, type AnswerForm } from './build-answer.ts';
import { handleRequest } from './request-handler.ts';

const NOW = new Date('2026-03-01T08:00:00Z');
const LATER = new Date('2026-03-01T08:01:00Z');

const handle = (text: string, form: AnswerForm = 'object') =>
  handleRequest(createGatewayState({ clientid: 'g', random: seededRandom('g'), now: NOW }), form, text, NOW);

const request = (path: string, expiresAt = LATER): string =>
  JSON.stringify(buildWireRequest({ id: '42', method: 'GET', path, body: null, expiresAt }));

test.each(ANSWER_FORMS)('answers in the form %s, which reads as the same answer', (form) => {
  const answer = parseWireAnswer(handle(request('/system/serialconsole'), form)?.answer ?? '');
  expect(answer).toEqual({ requestId: '42', statusCode: 200, payload: { data: { enable: true } } });
});

test('the forms differ on the wire', () => {
  const wire = (form: AnswerForm) => JSON.parse(handle(request('/system/serialconsole'), form)?.answer ?? '');
  expect(typeof wire('text').payload).toBe('string');
  expect(typeof wire('object').payload).toBe('object');
  expect(wire('numeric')['request-id']).toBe(42);
});

test('refuses an expired request without its id', () => {
  expect(JSON.parse(handle(request('/device/general', NOW))?.answer ?? '')).toEqual({
    'request-id': -1,
    payload: { code: 400, message: 'request time invalid(before now)' },
    state: 400,
  });
});

test('refuses a request without usable headers in the same way', () => {
  expect(handle(JSON.stringify({ path: '/device/general', method: 'GET', headers: {} }))?.answer).toContain('-1');
});

test('answers 404 under the id for a path that it does not have', () => {
  expect(JSON.parse(handle(request('/nowhere'))?.answer ?? '')).toMatchObject({ 'request-id': '42', state: 404 });
});

test.each(['', 'rubbish', '[]', '{}', '{"path":1,"method":"GET"}'])('stays silent on %p', (text) => {
  expect(handle(text)).toBeNull();
});
