import { expect, test } from '@jest/globals';
import { AppError, type ErrorCode, HTTP_STATUS_BY_CODE } from './errors.ts';

test.each(Object.entries(HTTP_STATUS_BY_CODE))('%s is answered with %i', (code, status) => {
  expect(new AppError(code as ErrorCode, 'what to do').httpStatus).toBe(status);
  expect(status).toBeGreaterThanOrEqual(400);
});

test('an error keeps its message, details and cause', () => {
  const cause = new Error('inner');
  const error = new AppError('CLIENTID_TAKEN', 'Choose another clientid', { field: 'clientid' }, { cause });
  expect(error).toMatchObject({ message: 'Choose another clientid', details: { field: 'clientid' }, cause, name: 'AppError' });
});
