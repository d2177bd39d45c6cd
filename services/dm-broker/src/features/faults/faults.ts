import type { HookEvent, HookEventName } from '@tpedm/emqx-client';
import type { EventSink } from '../events/session-events.ts';

/** `lose` an event, send it `double`, or `swap` it with the next one of the same device. */
export const FAULT_KINDS = ['lose', 'double', 'swap'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** What goes wrong with the next `count` events that match; null matches every event or device. */
export type Fault = { kind: FaultKind; event: HookEventName | null; clientid: string | null; count: number };

/** Stands between the broker and the hook and does what EMQX does on a bad day, on demand. */
export class Faults {
  readonly #next: EventSink;
  readonly #held = new Map<string, HookEvent>();
  #faults: Fault[] = [];

  constructor(next: EventSink) {
    this.#next = next;
  }

  add(fault: Fault): void {
    this.#faults.push({ ...fault });
  }

  pending(): Fault[] {
    return this.#faults.map((fault) => ({ ...fault }));
  }

  clear(): void {
    this.#faults = [];
    for (const event of this.#held.values()) this.#next(event);
    this.#held.clear();
  }

  pass(event: HookEvent): void {
    const kind = this.#take(event);
    if (kind === 'lose') return;
    if (kind === 'swap' && !this.#held.has(event.clientid)) {
      this.#held.set(event.clientid, event);
      return;
    }
    this.#next(event);
    if (kind === 'double') this.#next(event);
    this.#release(event.clientid);
  }

  #take({ event, clientid }: HookEvent): FaultKind | null {
    const fault = this.#faults.find(
      (known) => (known.event === null || known.event === event) && (known.clientid === null || known.clientid === clientid),
    );
    if (!fault) return null;
    fault.count -= 1;
    if (fault.count <= 0) this.#faults = this.#faults.filter((known) => known !== fault);
    return fault.kind;
  }

  #release(clientid: string): void {
    const held = this.#held.get(clientid);
    if (!held) return;
    this.#held.delete(clientid);
    this.#next(held);
  }
}
