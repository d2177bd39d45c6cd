import { timingSafeEqual } from 'node:crypto';

/**
 * Whether an Authorization header carries one of the tokens; takes the same time however much of it is right. Only its length, which
 * is no secret, tells at once.
 * @param tokens the token of now, and the one before it while the broker is being given a new one
 */
export function createTokenCheck(tokens: readonly string[]): (authorization: string | undefined) => boolean {
  const expected = tokens.map((token) => Buffer.from(`Bearer ${token}`));
  return (authorization = '') => {
    const given = Buffer.from(authorization);
    return expected.filter((one) => one.length === given.length && timingSafeEqual(one, given)).length > 0;
  };
}
