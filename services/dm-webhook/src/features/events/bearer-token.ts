import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Whether an Authorization header carries one of the tokens; takes the same time however much of it is right.
 * @param tokens the token of now, and the one before it while the broker is being given a new one
 */
export function createTokenCheck(tokens: readonly string[]): (authorization: string | undefined) => boolean {
  const expected = tokens.map((token) => digest(`Bearer ${token}`));
  return (authorization) => {
    const given = digest(authorization ?? '');
    return expected.filter((one) => timingSafeEqual(given, one)).length > 0;
  };
}
