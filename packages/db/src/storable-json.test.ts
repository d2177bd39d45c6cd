import { expect, test } from '@jest/globals';
import { toStorableJson } from './storable-json.ts';

const NUL = '\u0000';
const LONE_SURROGATE = '\ud83d';

test.each([
  [{ text: `a${NUL}b` }, { text: 'a\ufffdb' }],
  [{ [`k${NUL}`]: 1 }, { 'k\ufffd': 1 }],
  [LONE_SURROGATE, '\ufffd'],
  [
    ['\udc00x', `${NUL}${NUL}`],
    ['\ufffdx', '\ufffd\ufffd'],
  ],
])('replaces what PostgreSQL refuses: %j', (value, stored) => {
  expect(JSON.parse(toStorableJson(value))).toEqual(stored);
});

test.each(['\\u0000', '\\\\u0000', 'a\\', '\u0001\u001f', '😀 größe', 'C:\\ud800', '"quoted"\n'])('leaves %j alone', (text) => {
  expect(JSON.parse(toStorableJson({ text }))).toEqual({ text });
});
