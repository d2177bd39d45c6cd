import { describe, expect, test } from '@jest/globals';
import { requireStorable } from './storable.ts';

const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

describe('refuses and names', () => {
  test.each([
    ['a NUL', { a: [{ b: 'x\u0000' }] }, 'a.0.b'],
    ['half of a surrogate pair', ['ok', '\ud800'], '1'],
    ['a key with a NUL', { a: { 'x\u0000': 1 } }, 'a'],
    ['a key of the prototype', JSON.parse('{"__proto__": {"a": "\\u0000"}}'), '__proto__.a'],
    ['text as a whole', '\u0000', 'body'],
  ])('%s', (_what, input, field) => {
    expect(() => requireStorable(input)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED', details: { field } }));
  });

  test('what is nested too deep, by its beginning', () => {
    expect(() => requireStorable({ a: nested(200_000) })).toThrow(/a\.0\.0: is nested more than 100 levels deep/);
  });
});

test.each([[null], [undefined], [0], ['text \u{1f600}'], [{ a: [1, true, { b: null }] }], [nested(100)]])('takes %j', (input) => {
  expect(() => requireStorable(input)).not.toThrow();
});

test('takes a list of a million numbers without keeping a note of each', () => {
  const list = Array.from({ length: 1_000_000 }, (_, index) => index % 10);
  const before = process.memoryUsage().heapUsed;
  requireStorable(list);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000);
});
