import { addressKey } from '../../http/address-key.ts';
import { requireAllowance } from '../../http/rate-limit.ts';
import { createRateLimiter } from '../../http/rate-limiter.ts';

const MINUTE_MS = 60_000;

/** Ten wrong guesses in a quarter of an hour at one account, or by one who is known; thirty from one address, whichever the accounts. */
const GUESS_LIMIT = { capacity: 10, refillMs: (15 * MINUTE_MS) / 10 };
const ADDRESS_LIMIT = { capacity: 30, refillMs: (15 * MINUTE_MS) / 30 };

/**
 * Who guesses. `known` names somebody who has shown before that they belong to the account, and is counted by itself: so nobody can
 * keep its owner out by guessing wrong. Strangers are counted by address and, unless it is null, by account.
 */
export type Guess = { known: string } | { account: string | null; address: string };

export type LoginLimits = {
  /**
   * Counts an attempt before it is checked, since many may be under way at once. Returns how to take it back when it succeeded.
   * @throws AppError RATE_LIMITED
   */
  attempt: (guess: Guess) => () => void;
};

type Count = { limiter: ReturnType<typeof createRateLimiter>; key: string; message: string };

export function createLoginLimits(): LoginLimits {
  const known = createRateLimiter(GUESS_LIMIT);
  const accounts = createRateLimiter(GUESS_LIMIT);
  const addresses = createRateLimiter(ADDRESS_LIMIT);

  const countsOf = (guess: Guess): Count[] => {
    if ('known' in guess) return [{ limiter: known, key: guess.known, message: 'Too many failed attempts' }];
    const { account, address } = guess;
    const byAddress = { limiter: addresses, key: addressKey(address), message: 'Too many failed attempts from this address' };
    if (account === null) return [byAddress];
    return [byAddress, { limiter: accounts, key: account.toLowerCase(), message: 'Too many failed attempts for this account' }];
  };
  return {
    attempt: (guess) => {
      const counts = countsOf(guess);
      for (const { limiter, key, message } of counts) requireAllowance(limiter.take(key, Date.now()), message);
      return () => {
        for (const { limiter, key } of counts) limiter.giveBack(key);
      };
    },
  };
}
