/**
 * What is stored so that a device's password can be verified. A generated secret is hashed by the caller (`hash` is the hex of
 * sha256(password || salt)): it cannot be guessed, and a slow hash would only make a reconnect storm deadly. A password that a
 * person chose is hashed slowly, by the database.
 */
export type DeviceSecret = { kind: 'generated'; hash: string; salt: string } | { kind: 'chosen'; password: string };

/** Rounds of bcrypt as a power of two: about 10 ms a login. */
const BCRYPT_COST = 8;

/** One row of algorithm, password_hash and salt. */
export const SECRET_SQL = `
  SELECT CASE WHEN :chosen::text IS NULL THEN 'sha256' ELSE 'bcrypt' END AS algorithm,
    coalesce(crypt(:chosen::text, gen_salt('bf', ${BCRYPT_COST})), :hash::text) AS password_hash,
    :salt::text AS salt`;

export const secretBindings = (secret: DeviceSecret): { chosen: string | null; hash: string | null; salt: string } =>
  secret.kind === 'chosen'
    ? { chosen: secret.password, hash: null, salt: '' }
    : { chosen: null, hash: secret.hash, salt: secret.salt };
