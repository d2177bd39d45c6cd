import { integerBetween, type Random } from '../rest-api/seeded-random.ts';

/** What is wrong with a gateway: it answers after seconds, loses half of its answers, or drops its connection again and again. */
export type Faults = { slow: boolean; lossy: boolean; flapping: boolean };

export const NO_FAULTS: Faults = { slow: false, lossy: false, flapping: false };

/** Shares of a fleet, 0 to 1, that have each fault. */
export type FaultShares = Record<keyof Faults, number>;

export const chooseFaults = (random: Random, shares: FaultShares): Faults => ({
  slow: random() < shares.slow,
  lossy: random() < shares.lossy,
  flapping: random() < shares.flapping,
});

/** How long a gateway works on a request, milliseconds. */
export const answerDelayMs = (random: Random, { slow }: Faults): number =>
  slow ? integerBetween(random, 3_000, 20_000) : integerBetween(random, 5, 60);

export const losesAnswer = (random: Random, { lossy }: Faults): boolean => lossy && random() < 0.5;

/** How long the connection of a flapping gateway lasts, milliseconds. */
export const flapAfterMs = (random: Random): number => integerBetween(random, 5_000, 30_000);
