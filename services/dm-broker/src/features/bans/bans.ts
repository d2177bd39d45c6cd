export const BAN_KINDS = ['clientid', 'username', 'peerhost', 'clientid_re', 'username_re'] as const;
export type BanKind = (typeof BAN_KINDS)[number];

/** Who may not connect. Times are milliseconds since 1970; `untilMs` is null for ever. */
export type Ban = { as: BanKind; who: string; by: string; reason: string; atMs: number; untilMs: number | null };

export type BanSubject = { clientid: string; username: string; ip: string };

const keyOf = (as: string, who: string): string => `${as}:${who}`;

function covers({ as, who }: Ban, { clientid, username, ip }: BanSubject): boolean {
  switch (as) {
    case 'clientid':
      return who === clientid;
    case 'username':
      return who === username;
    case 'peerhost':
      return who === ip;
    case 'clientid_re':
      return new RegExp(who).test(clientid);
    case 'username_re':
      return new RegExp(who).test(username);
    default:
      return as satisfies never;
  }
}

/** Bans by client id, user name or address, kept in memory. */
export class Bans {
  readonly #bans = new Map<string, Ban>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get(as: string, who: string): Ban | undefined {
    this.#expire();
    return this.#bans.get(keyOf(as, who));
  }

  all(): Ban[] {
    this.#expire();
    return [...this.#bans.values()];
  }

  add(ban: Ban): void {
    this.#bans.set(keyOf(ban.as, ban.who), ban);
  }

  /** False when there was none. */
  remove(as: string, who: string): boolean {
    return this.#bans.delete(keyOf(as, who));
  }

  isBanned(subject: BanSubject): boolean {
    return this.#bans.size > 0 && this.all().some((ban) => covers(ban, subject));
  }

  #expire(): void {
    const now = this.#now();
    for (const [key, { untilMs }] of this.#bans) if (untilMs !== null && untilMs <= now) this.#bans.delete(key);
  }
}
