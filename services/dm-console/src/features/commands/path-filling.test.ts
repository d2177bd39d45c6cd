import { expect, test } from '@jest/globals';
import type { Parameter } from '@tpedm/domain';
import { fillPath, parameterProblem } from './path-filling.ts';

const integer: Parameter = { type: 'integer' };
const text: Parameter = { type: 'string' };

test('fills the places of a path and appends the query', () => {
  const operation = { path: '/upgrades/{id}/{action}', pathParams: { id: integer, action: text }, query: { limit: integer } };
  expect(fillPath(operation, { id: '7', action: 'start', limit: '100' })).toEqual({
    path: '/upgrades/7/start?limit=100',
    problems: [],
  });
});

test('leaves out query items without a value', () => {
  const operation = { path: '/tags/list', pathParams: {}, query: { limit: integer, order: text } };
  expect(fillPath(operation, { limit: '', order: 'name' }).path).toBe('/tags/list?order=name');
});

test('goes on with a query that the path already has', () => {
  expect(fillPath({ path: '/events?event=true', pathParams: {}, query: { limit: integer } }, { limit: '5' }).path).toBe(
    '/events?event=true&limit=5',
  );
});

test.each(['../../auth', 'a/b', 'a?x=1', 'a#b', 'a b', '%2e'])('cannot be led to another call by %j', (value) => {
  const { path } = fillPath({ path: '/apps/{id}/start', pathParams: { id: text }, query: {} }, { id: value });
  expect(path).toBe(`/apps/${encodeURIComponent(value)}/start`);
  expect(path.split(/[/?#]/)).toHaveLength(4);
});

test('keeps the place of a missing value in sight and names it', () => {
  expect(fillPath({ path: '/apps/{id}', pathParams: { id: text }, query: { mode: { ...text, required: true } } }, {})).toEqual({
    path: '/apps/{id}',
    problems: [
      { name: 'id', message: 'Required' },
      { name: 'mode', message: 'Required' },
    ],
  });
});

test('asks for the value of a place that the operation does not describe', () => {
  expect(fillPath({ path: '/x/{who}', pathParams: {}, query: {} }, {}).problems).toEqual([{ name: 'who', message: 'Required' }]);
});

test.each<[Parameter, string, string | null]>([
  [integer, '7', null],
  [integer, '-7', null],
  [integer, '7.5', 'Must be a whole number'],
  [{ type: 'number' }, '7.5', null],
  [{ type: 'number' }, 'seven', 'Must be a number'],
  [{ type: 'boolean' }, 'true', null],
  [{ type: 'boolean' }, 'yes', 'Must be true or false'],
  [{ type: 'string', values: ['factory', 'system'] }, 'all', 'Must be one of factory, system'],
  [{ type: 'integer', values: [0, 1] }, '1', null],
])('checks %j against %j', (parameter, value, problem) => {
  expect(parameterProblem(parameter, value, true)).toBe(problem);
});
