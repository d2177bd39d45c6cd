/** So much a second on average, and one second's worth at once. */
export class Rate {
  readonly #perSecond: number;
  #left: number;
  #atMs: number;

  constructor(perSecond: number, nowMs = Date.now()) {
    this.#perSecond = perSecond;
    this.#left = perSecond;
    this.#atMs = nowMs;
  }

  /** Takes `amount`, on credit if need be; gives the milliseconds after which nothing is owed any more. */
  spend(amount: number, nowMs = Date.now()): number {
    const earned = (Math.max(0, nowMs - this.#atMs) / 1_000) * this.#perSecond;
    this.#left = Math.min(this.#perSecond, this.#left + earned) - amount;
    this.#atMs = nowMs;
    return Math.max(0, (-this.#left / this.#perSecond) * 1_000);
  }
}
