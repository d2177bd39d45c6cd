import { expect, test } from '@jest/globals';
import type { Operation } from '@tpedm/domain';
import { EMPTY_OPERATION, operationOfValues, valuesOfOperation } from './operation-form-values.ts';

const operation: Operation = {
  id: '9',
  category: 'Ours',
  builtIn: false,
  name: 'Read one',
  method: 'GET',
  path: '/ours/{id}',
  pathParams: { id: { type: 'integer', example: 7 } },
  query: { mode: { type: 'string', values: ['a', 'b'], required: true } },
  requestBody: null,
  dangerous: false,
};

test('keeps what the form cannot show', () => {
  const { id, builtIn, ...content } = operation;
  expect(operationOfValues(valuesOfOperation(operation), operation)).toEqual(content);
});

test('makes a parameter of every place in the path and of every query name', () => {
  const values = { ...EMPTY_OPERATION, category: 'Ours', name: 'x', path: '/a/{b}/{c}', queryNames: ['q'], bodyText: '{"d":1}' };
  expect(operationOfValues(values, null)).toMatchObject({
    pathParams: { b: { type: 'string' }, c: { type: 'string' } },
    query: { q: { type: 'string' } },
    requestBody: { d: 1 },
  });
});

test('throws on a body that is no JSON', () => {
  expect(() => operationOfValues({ ...EMPTY_OPERATION, category: 'c', name: 'x', bodyText: '{' }, null)).toThrow(SyntaxError);
});
