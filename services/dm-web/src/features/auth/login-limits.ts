import { addressKey } from '../../http/address-key.ts';
import { requireAllowance } from '../../http/rate-limit.ts';
import { createRateLimiter } from '../../http/rate-limiter.ts';

const MINUTE_MS = 60_000;

/** Ten wrong passwords for one account in a quarter of an hour, whoever tries them; thirty from one address, whichever the accounts. */
const ACCOUNT_LIMIT = { capacity: 10, refillMs: (15 * MINUTE_MS) / 10 };
const ADDRESS_LIMIT = { capacity: 30, refillMs: (15 * MINUTE_MS) / 30 };

export type LoginLimits = {
  /**
   * Counts an attempt before it is checked, since many may be under way at once. Returns how to take it back when it succeeded.
   * @throws AppError RATE_LIMITED
   */
  attempt: (account: string, address: string) => () => void;
};

export function createLoginLimits(): LoginLimits {
  const accounts = createRateLimiter(ACCOUNT_LIMIT);
  const addresses = createRateLimiter(ADDRESS_LIMIT);
  return {
    attempt: (account, address) => {
      const accountKey = account.toLowerCase();
      const sender = addressKey(address);
      requireAllowance(addresses.take(sender, Date.now()), 'Too many failed attempts from this address');
      requireAllowance(accounts.take(accountKey, Date.now()), 'Too many failed attempts for this account');
      return () => {
        addresses.giveBack(sender);
        accounts.giveBack(accountKey);
      };
    },
  };
}
