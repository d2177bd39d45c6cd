import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '@tpedm/db';

export type RegisteredDevice = { clientid: string; username: string; password: string };

/** Puts a device into the tables as registration does, with a salted SHA-256 secret. */
export async function registerDevice(
  db: Database,
  clientid: string,
  overrides: { name?: string } = {},
): Promise<RegisteredDevice> {
  const password = randomBytes(32).toString('base64url');
  const salt = randomBytes(16).toString('hex');
  const password_hash = createHash('sha256')
    .update(password + salt)
    .digest('hex');
  await db.transaction(async (trx) => {
    await trx('mqtt_user').insert({ clientid, username: clientid, algorithm: 'sha256', password_hash, salt });
    await trx('clientid_profile').insert({ clientid, name: overrides.name ?? '' });
    await trx('device_presence').insert({ clientid });
  });
  return { clientid, username: clientid, password };
}
