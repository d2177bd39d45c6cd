import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { newSecret } from './secrets.ts';

/** Not that of access tokens: neither can pass for the other. */
const ISSUER = 'tpedm-browser';
export const MARK_LIFETIME_SECONDS = 365 * 24 * 3_600;

const claimsSchema = z.object({ sub: z.string(), jti: z.string() });

/**
 * Marks that a browser keeps from each sign-in. A mark gives no access; it only says that this browser has known the password of
 * this account before. @source OWASP, "Slow Down Online Guessing Attacks with Device Cookies"
 */
export type KnownBrowsers = {
  newMark: (username: string) => string;
  /** The id of the browser; null when the mark is not ours, too old, or of another account. */
  recognize: (mark: string | null, username: string) => string | null;
};

export function createKnownBrowsers(secret: string): KnownBrowsers {
  return {
    newMark: (username) =>
      jwt.sign({}, secret, {
        algorithm: 'HS256',
        issuer: ISSUER,
        subject: username.toLowerCase(),
        jwtid: newSecret(),
        expiresIn: MARK_LIFETIME_SECONDS,
      }),
    recognize: (mark, username) => {
      if (mark === null) return null;
      try {
        const options = { algorithms: ['HS256' as const], issuer: ISSUER, subject: username.toLowerCase() };
        return claimsSchema.parse(jwt.verify(mark, secret, options)).jti;
      } catch {
        return null;
      }
    },
  };
}
