import { expect, test } from '@jest/globals';
import { AppError } from '@tpedm/domain';
import { wasPublished } from './delivery-certainty.ts';

const unavailable = (details: Record<string, unknown> | undefined, code?: string): AppError =>
  new AppError('BROKER_UNAVAILABLE', 'away', details, { cause: Object.assign(new Error('cause'), { code }) });

test.each([
  ['nobody listens at its address', unavailable(undefined, 'ECONNREFUSED')],
  ['its name is unknown', unavailable(undefined, 'ENOTFOUND')],
  ['it refuses the key', unavailable({ brokerStatus: 401 })],
])('nothing was published when %s', (_case, error) => {
  expect(wasPublished(error)).toBe('never');
});

test.each([
  ['the connection broke', unavailable(undefined, 'ECONNRESET')],
  ['no answer came in time', unavailable(undefined, 'ECONNABORTED')],
  ['the broker failed on its side', unavailable({ brokerStatus: 503 })],
  ['its answer was not understood', unavailable(undefined)],
  ['the error is of another kind', new Error('who knows')],
])('it may have been published when %s', (_case, error) => {
  expect(wasPublished(error)).toBe('perhaps');
});
