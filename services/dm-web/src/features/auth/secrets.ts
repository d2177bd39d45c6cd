import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const SECRET_BYTES = 32;

/** 256 random bits as text. */
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** How a random secret is stored: it is too long to be guessed, so a fast hash is enough. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Compares in a time that tells nothing about where the two differ. */
export const isSameSecret = (given: string, expected: string): boolean =>
  timingSafeEqual(hashSecret(given), hashSecret(expected));
