import { expect, test } from '@jest/globals';
import type { Operation } from '@tpedm/domain';
import { callOfDraft, draftOfCommand, draftOfOperation, EMPTY_DRAFT, searchOperations } from './draft.ts';

const operation: Operation = {
  id: '1',
  category: 'Apps',
  builtIn: true,
  name: 'Start an app',
  method: 'PUT',
  path: '/apps/{id}/start',
  pathParams: { id: { type: 'string', example: 'device' } },
  query: { sync: { type: 'boolean', example: true } },
  requestBody: { wait: true },
  dangerous: true,
};
const timeout = { timeoutSeconds: 60 };
const free = (change: object) => ({ ...EMPTY_DRAFT, isFree: true, path: '/device/general', ...change });

test('begins with the examples of what is needed and leaves optional parameters empty', () => {
  const draft = draftOfOperation(operation, timeout);
  expect(draft.parameters).toEqual({ id: 'device', sync: '' });
  expect(callOfDraft(draft).request).toEqual({
    method: 'PUT',
    path: '/apps/device/start',
    body: { wait: true },
    timeoutSeconds: 60,
  });
});

test('has no request while something is missing, and names it', () => {
  const call = callOfDraft({ ...draftOfOperation(operation, timeout), parameters: {} });
  expect(call.request).toBeNull();
  expect(call.problems).toEqual([{ field: 'parameter:id', message: 'Required' }]);
  expect(callOfDraft(EMPTY_DRAFT).problems[0]?.field).toBe('operation');
});

test('sends no body when the text is empty, and null when it says null', () => {
  expect(callOfDraft(free({ bodyText: ' ' })).request).not.toHaveProperty('body');
  expect(callOfDraft(free({ bodyText: 'null' })).request).toMatchObject({ body: null });
});

test('refuses a body that is no JSON', () => {
  expect(callOfDraft(free({ bodyText: '{"a":}' })).problems).toMatchObject([{ field: 'body' }]);
});

test.each(['/auth', '/device/route', 'device/general', '/api/v1/apps'])('refuses %s with the reason of the server', (path) => {
  expect(callOfDraft(free({ path })).problems).toMatchObject([{ field: 'path' }]);
});

test('repeats a command as a free call', () => {
  const draft = draftOfCommand({ method: 'POST', path: '/apps?x=1', body: [1] });
  expect(callOfDraft(draft).request).toMatchObject({ method: 'POST', path: '/apps?x=1', body: [1] });
});

test('finds operations by every word, in name, method, path and category', () => {
  const categories = [{ id: '1', name: 'Apps', builtIn: true, operations: [operation] }];
  expect(searchOperations(categories, 'put START', null)).toEqual([operation]);
  expect(searchOperations(categories, 'apps/{id}', 'Apps')).toEqual([operation]);
  expect(searchOperations(categories, 'start', 'Network')).toEqual([]);
  expect(searchOperations(categories, 'stop', null)).toEqual([]);
});
