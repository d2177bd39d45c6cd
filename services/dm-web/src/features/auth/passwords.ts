import { hash, verify } from '@node-rs/argon2';
import { AppError, passwordProblem } from '@tpedm/domain';
import { type IsCommon, readCommonPasswords } from './common-passwords.ts';

/** argon2id with 19 MiB, two passes, one thread. @source OWASP Password Storage Cheat Sheet */
const PARAMETERS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A hash keeps one core busy for some 30 ms: a flood of sign-ins may have two, and this many may wait. */
const MAX_RUNNING = 2;
const MAX_WAITING = 50;

const TOO_COMMON = 'is one that many people have, and is tried first; take four words, say, that do not belong together';

/** A password that a person wants to have; `field` is where they have typed it. */
export type NewPassword = { password: string; username: string; field: string };

export type Passwords = {
  /** Hash of a new password. @throws AppError VALIDATION_FAILED when it is easily guessed, RATE_LIMITED */
  hashNew: (wanted: NewPassword) => Promise<string>;
  /** False, in the same time, when there is no hash to compare with: so nobody learns which users exist. */
  matches: (passwordHash: string | null, password: string) => Promise<boolean>;
};

export function createPasswords(): Passwords {
  const limited = createSlots(MAX_RUNNING, MAX_WAITING);
  const isCommon = readCommonPasswords();
  const nobodysHash = hash('nobody has this password', PARAMETERS);
  return {
    hashNew: async (wanted) => {
      requireGoodPassword(wanted, isCommon);
      return limited(() => hash(wanted.password, PARAMETERS));
    },
    matches: (passwordHash, password) =>
      limited(async () => {
        const isMatch = await verify(passwordHash ?? (await nobodysHash), password);
        return isMatch && passwordHash !== null;
      }),
  };
}

function requireGoodPassword({ password, username, field }: NewPassword, isCommon: IsCommon): void {
  const problem = isCommon(password) ? TOO_COMMON : passwordProblem(password, username);
  if (problem !== null) throw new AppError('VALIDATION_FAILED', `${field}: ${problem}`, { field });
}

type Limited = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs so many at a time; so many more wait for their turn, in order, and the rest is refused. */
function createSlots(maxRunning: number, maxWaiting: number): Limited {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= maxRunning) {
      if (waiting.length >= maxWaiting) {
        throw new AppError('RATE_LIMITED', 'Too many people sign in now; try again in 2 s', { retryAfterSeconds: 2 });
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
