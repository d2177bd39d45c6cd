import { expect, test } from '@jest/globals';
import { AppError } from '@tpedm/domain';
import { createPasswords } from './passwords.ts';

test('recognises a password by its hash, and nobody by no hash', async () => {
  const passwords = createPasswords();
  const hash = await passwords.hash('correct horse battery');
  expect(await passwords.matches(hash, 'correct horse battery')).toBe(true);
  expect(await passwords.matches(hash, 'Correct horse battery')).toBe(false);
  expect(await passwords.matches(null, 'nobody has this password')).toBe(false);
  expect(await passwords.hash('correct horse battery')).not.toBe(hash);
});

test('refuses a flood instead of queueing without end, and goes on afterwards', async () => {
  const passwords = createPasswords();
  const flood = await Promise.allSettled(Array.from({ length: 60 }, () => passwords.matches(null, 'x')));
  const refused = flood.filter((outcome) => outcome.status === 'rejected');
  expect(refused).toHaveLength(8);
  expect(refused[0]?.reason).toBeInstanceOf(AppError);
  expect(refused[0]?.reason).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterSeconds: 2 } });
  expect(await passwords.matches(null, 'x')).toBe(false);
});
