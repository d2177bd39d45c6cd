import { expect, test } from '@jest/globals';
import { tokenizeJson } from './json-tokens.ts';

const text = JSON.stringify({ name: 'a "quoted" <b>name</b>', count: -1.5e3, on: true, none: null }, null, 2);

test('tells keys, strings, numbers and words apart', () => {
  const coloured = tokenizeJson(text).filter(({ kind }) => kind !== 'plain');
  expect(coloured.map(({ kind, text: part }) => `${kind} ${part}`)).toEqual([
    'key "name"',
    'string "a \\"quoted\\" <b>name</b>"',
    'key "count"',
    'number -1500',
    'key "on"',
    'word true',
    'key "none"',
    'word null',
  ]);
});

test.each([text, '', '"cut off in the mid', 'no json at all', '[1,2'])('loses no character of %j', (input) => {
  expect(
    tokenizeJson(input)
      .map((token) => token.text)
      .join(''),
  ).toBe(input);
});
