import { createHash, randomBytes } from 'node:crypto';

/**
 * What is stored so that a device's password can be verified. Of a generated secret `hash` is the hex of sha256(password || salt):
 * it cannot be guessed, and a slow hash would only make a reconnect storm deadly. A password that a
 * person chose is hashed slowly, by the database; `bcrypt` is one that was hashed so before (a crypt() string that begins
 * with $2a$).
 */
export type DeviceSecret =
  | { kind: 'generated'; hash: string; salt: string }
  | { kind: 'chosen'; password: string }
  | { kind: 'bcrypt'; hash: string };

const PASSWORD_BYTES = 32;
const SALT_BYTES = 16;

/** A password of 256 random bits, and what is stored of it. */
export function generateDeviceSecret(): { password: string; secret: DeviceSecret } {
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  const salt = randomBytes(SALT_BYTES).toString('hex');
  const hash = createHash('sha256').update(`${password}${salt}`).digest('hex');
  return { password, secret: { kind: 'generated', hash, salt } };
}

/** Rounds of bcrypt as a power of two: about 10 ms a login. */
const BCRYPT_COST = 8;

/** One row of algorithm, password_hash and salt. */
export const SECRET_SQL = `
  SELECT :algorithm::text AS algorithm,
    coalesce(crypt(:chosen::text, gen_salt('bf', ${BCRYPT_COST})), :hash::text) AS password_hash,
    :salt::text AS salt`;

type SecretBindings = { algorithm: 'sha256' | 'bcrypt'; chosen: string | null; hash: string | null; salt: string };

export function secretBindings(secret: DeviceSecret): SecretBindings {
  switch (secret.kind) {
    case 'generated':
      return { algorithm: 'sha256', chosen: null, hash: secret.hash, salt: secret.salt };
    case 'chosen':
      return { algorithm: 'bcrypt', chosen: secret.password, hash: null, salt: '' };
    case 'bcrypt':
      return { algorithm: 'bcrypt', chosen: null, hash: secret.hash, salt: '' };
  }
}
