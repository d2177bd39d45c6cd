/** How long the beginning of a session is remembered so that the next one of the same clientid begins later, milliseconds. */
const REMEMBERED_MS = 60_000;

/** Gives each session of a clientid its own beginning, in milliseconds: two connects within one would else share their key. */
export class SessionClock {
  readonly #lastByClientid = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  nextConnectedAt(clientid: string): number {
    const connectedAtMs = Math.max(this.#now(), (this.#lastByClientid.get(clientid) ?? 0) + 1);
    this.#lastByClientid.set(clientid, connectedAtMs);
    return connectedAtMs;
  }

  forgetOld(): void {
    const oldestMs = this.#now() - REMEMBERED_MS;
    for (const [clientid, connectedAtMs] of this.#lastByClientid) {
      if (connectedAtMs < oldestMs) this.#lastByClientid.delete(clientid);
    }
  }
}
