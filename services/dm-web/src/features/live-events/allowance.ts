/** How much may pass: `perSecond` on average and `burst` at once. */
export type Allowance = (amount: number, nowMs: number) => boolean;

/** A leaky bucket. What does not pass is not counted. */
export function createAllowance({ perSecond, burst }: { perSecond: number; burst: number }): Allowance {
  let used = 0;
  let countedAtMs = Number.NEGATIVE_INFINITY;
  return (amount, nowMs) => {
    used = Math.max(0, used - ((nowMs - countedAtMs) * perSecond) / 1_000);
    countedAtMs = nowMs;
    if (used + amount > burst) return false;
    used += amount;
    return true;
  };
}
