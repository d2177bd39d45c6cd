/**
 * What is stored so that a device's password can be verified. A generated secret is hashed by the caller (`hash` is the hex of
 * sha256(password || salt)): it cannot be guessed, and a slow hash would only make a reconnect storm deadly. A password that a
 * person chose is hashed slowly, by the database; `bcrypt` is one that was hashed so before (a crypt() string that begins
 * with $2a$).
 */
export type DeviceSecret =
  | { kind: 'generated'; hash: string; salt: string }
  | { kind: 'chosen'; password: string }
  | { kind: 'bcrypt'; hash: string };

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
