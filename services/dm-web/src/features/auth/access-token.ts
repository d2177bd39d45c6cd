import jwt from 'jsonwebtoken';
import { z } from 'zod';

const ISSUER = 'tpedm';
export const ACCESS_LIFETIME_SECONDS = 600;

/** Whose session it is. The epoch is the user's at the time: when it has been raised, the token counts no more. */
const claimsSchema = z.object({ sub: z.string(), sid: z.uuid(), epoch: z.number().int() });
export type AccessClaims = z.infer<typeof claimsSchema>;

export type AccessTokens = {
  sign: (claims: AccessClaims) => string;
  /** Null when the token is not ours or too old. */
  verify: (token: string) => AccessClaims | null;
};

/** Short-lived proof of a session; what its user may do is looked up on each use, never read out of the token. */
export function createAccessTokens(secret: string): AccessTokens {
  return {
    sign: (claims) => jwt.sign(claims, secret, { algorithm: 'HS256', issuer: ISSUER, expiresIn: ACCESS_LIFETIME_SECONDS }),
    verify: (token) => {
      try {
        return claimsSchema.parse(jwt.verify(token, secret, { algorithms: ['HS256'], issuer: ISSUER }));
      } catch {
        return null;
      }
    },
  };
}
