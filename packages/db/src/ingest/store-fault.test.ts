import { expect, test } from '@jest/globals';
import { storeFaultOf } from './store-fault.ts';

const withCode = (code: string): Error => Object.assign(new Error('refused'), { code });

test.each([
  ['40P01', 'conflict'],
  ['40001', 'conflict'],
  ['22P02', 'data'],
  ['23514', 'data'],
  ['54001', 'data'],
  ['57P01', 'unavailable'],
  ['08006', 'unavailable'],
  ['53300', 'unavailable'],
  ['ECONNREFUSED', 'unavailable'],
  ['42501', 'defect'],
  ['42P01', 'defect'],
])('%s is a fault of kind %s', (code, fault) => {
  expect(storeFaultOf(withCode(code))).toBe(fault);
});

test('a value that JSON cannot take is a fault of the data; any other bug is a defect', () => {
  expect(storeFaultOf(new RangeError('Maximum call stack size exceeded'))).toBe('data');
  expect(storeFaultOf(new TypeError('x is not a function'))).toBe('defect');
  expect(storeFaultOf(null)).toBe('defect');
});
