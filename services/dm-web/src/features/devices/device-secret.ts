import { createHash, randomBytes } from 'node:crypto';
import type { DeviceSecret } from '@tpedm/db';

const SECRET_BYTES = 32;
const SALT_BYTES = 16;

/** The password to show once, and what is stored of it. Without a choice of the operator's it is 256 random bits. */
export function makeDeviceSecret(chosen: string | undefined): { password: string; secret: DeviceSecret } {
  if (chosen !== undefined) return { password: chosen, secret: { kind: 'chosen', password: chosen } };
  const password = randomBytes(SECRET_BYTES).toString('base64url');
  const salt = randomBytes(SALT_BYTES).toString('hex');
  const hash = createHash('sha256').update(`${password}${salt}`).digest('hex');
  return { password, secret: { kind: 'generated', hash, salt } };
}
