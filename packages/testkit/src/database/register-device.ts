import { type Database, generateDeviceSecret, insertDevice } from '@tpedm/db';

export type RegisteredDevice = { clientid: string; username: string; password: string };

/** Registers a device as the API does. */
export async function registerDevice(db: Database, clientid: string): Promise<RegisteredDevice> {
  const { password, secret } = generateDeviceSecret();
  await insertDevice(db, { clientid, username: clientid, secret, name: '', tags: [] });
  return { clientid, username: clientid, password };
}
