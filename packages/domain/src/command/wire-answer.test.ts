import { describe, expect, test } from '@jest/globals';
import { answerOutcome, parseWireAnswer, TOO_DEEP_PAYLOAD } from './wire-answer.ts';

const ssh = { data: { enable: true, port: 22 } };

describe('published forms of an answer', () => {
  test.each([
    [
      'payload as JSON in a string',
      `{"request-id":"1709287200","state":200,"payload":${JSON.stringify(JSON.stringify(ssh))}}`,
      ssh,
    ],
    ['payload as an object', `{"request-id":"1709287200","state":200,"payload":${JSON.stringify(ssh)}}`, ssh],
    ['id as a number, empty payload', '{"request-id":1709287200,"payload":{},"state":200}', {}],
    ['status instead of state', '{"request-id":"1709287200","status":200,"payload":{}}', {}],
    ['status as text', '{"request-id":"1709287200","state":"200","payload":{}}', {}],
    ['no payload', '{"request-id":"1709287200","state":200}', null],
    ['payload null', '{"request-id":"1709287200","state":200,"payload":null}', null],
    ['payload as text that is no JSON', '{"request-id":"1709287200","state":200,"payload":"rebooting"}', 'rebooting'],
    ['payload as an empty text', '{"request-id":"1709287200","state":200,"payload":""}', ''],
    ['id with spaces around it', '{"request-id":" 1709287200 ","state":200,"payload":{}}', {}],
    ['unknown fields', '{"request-id":1709287200,"state":200,"payload":{},"extra":{"a":[1]}}', {}],
  ])('%s', (_form, text, payload) => {
    expect(parseWireAnswer(text)).toEqual({ requestId: '1709287200', statusCode: 200, payload });
  });

  test('an error with the wrapper', () => {
    const text = '{"request-id":1709287200,"payload":{"error":{"code":404,"message":"page not found"}},"state":404}';
    const payload = { error: { code: 404, message: 'page not found' } };
    expect(parseWireAnswer(text)).toEqual({ requestId: '1709287200', statusCode: 404, payload });
  });

  test.each(['-1', '"-1"'])('a request refused for its headers, id %s', (id) => {
    const text = `{"request-id":${id},"payload":{"code":400,"message":"request time invalid(before now)"},"state":400}`;
    expect(parseWireAnswer(text)).toMatchObject({ requestId: '-1', statusCode: 400 });
  });
});

test.each(['null', '1.5', '"abc"', '{}', '-2', '"12345678901234567890"', 'true'])('an id of %s is unreadable', (id) => {
  expect(parseWireAnswer(`{"request-id":${id},"state":200}`)).toMatchObject({ requestId: null });
});

test.each(['null', '99', '600', '"ok"', '200.5', '{}', 'true'])('a state of %s is unreadable', (state) => {
  expect(parseWireAnswer(`{"request-id":1,"state":${state}}`)).toMatchObject({ statusCode: null });
});

test.each(['', 'rubbish', '{"request-id":', 'null', '1', '"text"', '[]', '{}', '{"id":1}', '\ufffd\u0001'])(
  '%j is no answer',
  (text) => {
    expect(parseWireAnswer(text)).toBeNull();
  },
);

test.each([
  [100, true],
  [101, false],
  [200_000, false],
])('keeps a payload nested %i levels deep: %j', (levels, isKept) => {
  const nested = `${'['.repeat(levels)}${']'.repeat(levels)}`;
  for (const payload of [nested, JSON.stringify(nested)]) {
    const answer = parseWireAnswer(`{"request-id":"7","status":200,"payload":${payload}}`);
    expect(answer).toMatchObject({ requestId: '7', statusCode: 200 });
    expect(answer?.payload === TOO_DEEP_PAYLOAD).toBe(!isKept);
  }
});

describe('what an answer makes of its command', () => {
  test.each([200, 201, 204, 299])('%i succeeds', (statusCode) => {
    expect(answerOutcome({ statusCode, payload: null })).toEqual({ state: 'succeeded', error: null });
  });

  test.each([
    [400, { error: { code: 400, message: 'Invalid current password.' } }, 'Invalid current password.'],
    [400, { code: 10001, message: 'Inbound filter rule exist already' }, 'Inbound filter rule exist already'],
    [409, { error: 'Azure IoT Edge service is busy' }, 'Azure IoT Edge service is busy'],
    [500, { error: { message: 'down' } }, 'down'],
    [500, { message: 'down' }, 'down'],
    [502, 'bad gateway', 'bad gateway'],
    [302, null, 'no reason given'],
    [500, '', 'no reason given'],
    [500, { error: { code: 1 } }, 'no reason given'],
    [500, [1], 'no reason given'],
  ])('%i with %j fails and says why', (statusCode, payload, reason) => {
    const error = `The gateway answered ${statusCode}: ${reason}`;
    expect(answerOutcome({ statusCode, payload })).toEqual({ state: 'failed', error });
  });

  test('an answer without a status fails', () => {
    expect(answerOutcome({ statusCode: null, payload: {} })).toMatchObject({ state: 'failed' });
  });

  test('an endless reason is cut', () => {
    const { error } = answerOutcome({ statusCode: 500, payload: { message: 'x'.repeat(10_000) } });
    expect(error?.length).toBeLessThan(600);
  });
});
