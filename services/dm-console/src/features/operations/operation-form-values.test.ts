import { expect, test } from '@jest/globals';
import type { Operation } from '@tpedm/domain';
import { EMPTY_OPERATION, operationOfValues, valuesOfOperation, withPlacesOf } from './operation-form-values.ts';
import { choicesProblem, EMPTY_PARAMETER, exampleProblem, type ParameterFormValues } from './parameter-form-values.ts';

const operation: Operation = {
  id: '9',
  category: 'Ours',
  builtIn: false,
  name: 'Read one',
  method: 'GET',
  path: '/ours/{id}',
  pathParams: { id: { type: 'integer', example: 7, description: 'Number of the meter' } },
  query: {
    mode: { type: 'string', values: ['a', 'b'], required: true },
    level: { type: 'number', values: [0.5, 1], example: 0.5 },
    verify: { type: 'boolean', example: false },
  },
  requestBody: null,
  dangerous: false,
};

test('gives back what it was given', () => {
  const { id, builtIn, ...content } = operation;
  expect(operationOfValues(valuesOfOperation(operation))).toEqual(content);
});

test('makes a parameter of every place in the path, and keeps one whose place is gone for a moment', () => {
  const before = [{ ...EMPTY_PARAMETER, name: 'b', type: 'integer' as const, description: 'Second' }];
  const pathParams = withPlacesOf('/a/{c}/{c}', before);
  expect(pathParams.map(({ name }) => name)).toEqual(['b', 'c']);
  const values = { ...EMPTY_OPERATION, category: 'Ours', name: 'x', pathParams, bodyText: '{"d":1}' };
  expect(operationOfValues({ ...values, path: '/a/{c}' })).toMatchObject({
    pathParams: { c: { type: 'string' } },
    requestBody: { d: 1 },
  });
  expect(operationOfValues({ ...values, path: '/a/{c}/{b}' }).pathParams).toEqual({
    b: { type: 'integer', description: 'Second' },
    c: { type: 'string' },
  });
});

test('throws on a body that is no JSON', () => {
  expect(() => operationOfValues({ ...EMPTY_OPERATION, category: 'c', name: 'x', bodyText: '{' })).toThrow(SyntaxError);
});

const CASES: [Partial<ParameterFormValues>, string | null, string | null][] = [
  [{ type: 'integer', exampleText: '7.5' }, 'Must be a whole number', null],
  [{ type: 'integer', choices: ['1', 'two'] }, null, '"two" is not of this type'],
  [{ type: 'string', choices: ['a'], exampleText: 'b' }, 'Must be one of a', null],
  [{ type: 'boolean', choices: ['left over'], exampleText: 'true' }, null, null],
  [{ type: 'string' }, null, null],
];
test.each(CASES)('of %j says about the example %p and about the choices %p', (given, example, choices) => {
  const parameter = { ...EMPTY_PARAMETER, ...given };
  expect([exampleProblem(parameter), choicesProblem(parameter)]).toEqual([example, choices]);
});
