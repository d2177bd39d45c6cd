import { expect, test } from '@jest/globals';
import type { Logger } from '@tpedm/platform';
import { Bans } from '../bans/bans.ts';
import { createAdmission } from './admission.ts';

const applicant = { clientid: 'dev1', username: 'dev1', cleanStart: true, ip: '127.0.0.1' };

/** Lets everybody in whom the database is asked about. */
function createOpenAdmission() {
  const levels: string[] = [];
  const asked: string[] = [];
  const at = (level: string) => () => void levels.push(level);
  const log: Logger = { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug'), child: () => log };
  const authenticate = async ({ password }: { password: string }) => asked.push(password) > 0;
  return { admit: createAdmission({ bans: new Bans(), authenticate, log }), levels, asked };
}

test('refuses a password that PostgreSQL cannot take, without asking it and without an alarm', async () => {
  const { admit, asked, levels } = createOpenAdmission();
  expect(await admit({ ...applicant, password: Buffer.from('se\0cret') })).toBe(5);
  expect(asked).toEqual([]);
  expect(levels).toEqual(['info']);
});

test('asks about any other password, whatever its bytes', async () => {
  const { admit, asked } = createOpenAdmission();
  expect(await admit({ ...applicant, password: Buffer.from([0xff, 0xfe]) })).toBe(0);
  expect(asked).toEqual(['\uFFFD\uFFFD']);
});
