/** What one chunk of bytes from a device added. */
export type ScanResult = { publishes: number; tooLarge: boolean };

const PUBLISH = 3;

/**
 * Follows the borders of MQTT packets through a byte stream without keeping any of it, to see a packet that is too large before it is
 * buffered and to count messages. (MQTT 3.1.1, 2.2: one byte of type, one to four of remaining length, then the rest.)
 */
export class FrameScanner {
  readonly #maxBytes: number;
  #state: 'type' | 'length' | 'rest' = 'type';
  #remaining = 0;
  #multiplier = 1;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  scan(chunk: Uint8Array): ScanResult {
    let publishes = 0;
    let index = 0;
    while (index < chunk.length) {
      if (this.#state === 'rest') {
        index += this.#skip(chunk.length - index);
        continue;
      }
      const byte = chunk[index] ?? 0;
      index += 1;
      if (this.#state === 'type') {
        if (byte >> 4 === PUBLISH) publishes += 1;
        this.#begin();
      } else if (!this.#addLength(byte)) return { publishes, tooLarge: true };
    }
    return { publishes, tooLarge: false };
  }

  #begin(): void {
    this.#state = 'length';
    this.#remaining = 0;
    this.#multiplier = 1;
  }

  /** False when the packet is larger than allowed. */
  #addLength(byte: number): boolean {
    this.#remaining += (byte & 0x7f) * this.#multiplier;
    this.#multiplier *= 0x80;
    if (this.#remaining > this.#maxBytes) return false;
    if ((byte & 0x80) === 0) this.#state = this.#remaining === 0 ? 'type' : 'rest';
    return true;
  }

  #skip(available: number): number {
    const skipped = Math.min(available, this.#remaining);
    this.#remaining -= skipped;
    if (this.#remaining === 0) this.#state = 'type';
    return skipped;
  }
}
