import type { Socket } from 'node:net';

/** Counts the connections of a listener and closes those that are too many, or that come too fast, before a byte is read. */
export class ConnectionLimiter {
  readonly #sockets = new Set<Socket>();
  readonly #maxOpen: number;
  readonly #perSecond: number;
  #allowance: number;
  #allowanceAtMs = Date.now();

  constructor(maxOpen: number, perSecond: number) {
    this.#maxOpen = maxOpen;
    this.#perSecond = perSecond;
    this.#allowance = perSecond;
  }

  get open(): number {
    return this.#sockets.size;
  }

  admit(socket: Socket): void {
    // errors of a socket that nobody reads yet must not end the process
    socket.on('error', () => undefined);
    if (this.#sockets.size >= this.#maxOpen || !this.#spend()) {
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #spend(): boolean {
    const now = Date.now();
    const earned = ((now - this.#allowanceAtMs) / 1_000) * this.#perSecond;
    this.#allowance = Math.min(this.#perSecond, this.#allowance + earned);
    this.#allowanceAtMs = now;
    if (this.#allowance < 1) return false;
    this.#allowance -= 1;
    return true;
  }
}
