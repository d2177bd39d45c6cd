import { expect, test } from '@jest/globals';
import { AppError } from '@tpedm/domain';
import { createPasswords } from './passwords.ts';

const GOOD = { password: 'correct horse battery', username: 'ann', field: 'password' };

test('recognises a password by its hash, and nobody by no hash', async () => {
  const passwords = createPasswords();
  const hash = await passwords.hashNew(GOOD);
  expect(await passwords.matches(hash, 'correct horse battery')).toBe(true);
  expect(await passwords.matches(hash, 'Correct horse battery')).toBe(false);
  expect(await passwords.matches(null, 'nobody has this password')).toBe(false);
  expect(await passwords.hashNew(GOOD)).not.toBe(hash);
});

test.each(['password1234', 'PassWord1234', '123456789012', 'qwertyuiop123', 'passwordpassword', 'aaaaaaaaaaaa', 'administrator'])(
  'refuses %s, which many people have, and says what to do',
  async (password) => {
    const refused = createPasswords().hashNew({ ...GOOD, password, field: 'newPassword' });
    await expect(refused).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      message: expect.stringMatching(/^newPassword: is one that many people have.*four words/),
      details: { field: 'newPassword' },
    });
  },
);

test('refuses a password with the name of its user or of the product', async () => {
  const { hashNew } = createPasswords();
  const refused = { code: 'VALIDATION_FAILED', message: 'password: must not contain the user name' };
  await expect(hashNew({ ...GOOD, username: 'battery' })).rejects.toMatchObject(refused);
  await expect(hashNew({ ...GOOD, password: 'tpedm on a sunday' })).rejects.toThrow('"tpedm"');
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
