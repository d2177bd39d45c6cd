import type { ActionCounters } from './action-metrics.ts';
import type { HookRequest, OutgoingEvent } from './hook-request.ts';

export type HookWorkerOptions = {
  send: HookRequest['send'];
  counters: ActionCounters;
  /** How many events may be under way at once, each of another device. */
  window: number;
  /** Bytes of waiting events; beyond it the oldest are dropped. */
  maxQueuedBytes: number;
  /** How long an event is kept while the hook does not take it, milliseconds. */
  lifetimeMs: number;
  /** Pause after the hook was not there or wanted events later, milliseconds. */
  retryMs: number;
};

/**
 * Sends the events of its devices. Events of one device go one after the other, in order; a failed one is repeated, and the others
 * of this worker wait with it.
 */
export class HookWorker {
  readonly #options: HookWorkerOptions;
  /** Events that are not under way, oldest first. */
  readonly #waiting = new Set<OutgoingEvent>();
  /** Events of each device, the one under way included, in order. */
  readonly #lanes = new Map<string, OutgoingEvent[]>();
  /** Devices with an event waiting and none under way. */
  readonly #ready = new Set<string>();
  #queuedBytes = 0;
  #underWay = 0;
  #pause: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: HookWorkerOptions) {
    this.#options = options;
  }

  add(event: OutgoingEvent): void {
    const { counters, maxQueuedBytes } = this.#options;
    counters.matched += 1;
    const lane = this.#lanes.get(event.clientid);
    if (lane) lane.push(event);
    else {
      this.#lanes.set(event.clientid, [event]);
      this.#ready.add(event.clientid);
    }
    this.#wait(event);
    this.#pump();
    while (this.#queuedBytes > maxQueuedBytes) this.#dropOldest();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#pause);
  }

  #wait(event: OutgoingEvent): void {
    this.#waiting.add(event);
    this.#queuedBytes += event.body.length;
    this.#options.counters.queuing += 1;
    this.#options.counters.queuingBytes += event.body.length;
  }

  #noLongerWaiting(event: OutgoingEvent): void {
    this.#waiting.delete(event);
    this.#queuedBytes -= event.body.length;
    this.#options.counters.queuing -= 1;
    this.#options.counters.queuingBytes -= event.body.length;
  }

  #pump(): void {
    for (const clientid of this.#ready) {
      if (this.#pause || this.#stopped || this.#underWay >= this.#options.window) return;
      this.#ready.delete(clientid);
      const event = this.#lanes.get(clientid)?.[0];
      if (event) this.#send(event);
    }
  }

  #send(event: OutgoingEvent): void {
    const { send, counters, lifetimeMs } = this.#options;
    this.#noLongerWaiting(event);
    if (Date.now() - event.queuedAtMs > lifetimeMs) {
      counters.droppedExpired += 1;
      this.#finish(event);
      return;
    }
    this.#underWay += 1;
    counters.inflight += 1;
    void send(event).then((delivery) => {
      this.#underWay -= 1;
      counters.inflight -= 1;
      if (delivery === 'retry') this.#repeat(event);
      else {
        counters[delivery === 'delivered' ? 'success' : 'failed'] += 1;
        this.#finish(event);
      }
      this.#pump();
    });
  }

  #finish(event: OutgoingEvent): void {
    const lane = this.#lanes.get(event.clientid);
    lane?.shift();
    if (lane && lane.length > 0) this.#ready.add(event.clientid);
    else this.#lanes.delete(event.clientid);
  }

  #repeat(event: OutgoingEvent): void {
    this.#options.counters.retried += 1;
    this.#wait(event);
    this.#ready.add(event.clientid);
    this.#pause ??= setTimeout(() => {
      this.#pause = undefined;
      this.#pump();
    }, this.#options.retryMs);
  }

  #dropOldest(): void {
    const [oldest] = this.#waiting;
    if (!oldest) return;
    this.#noLongerWaiting(oldest);
    this.#options.counters.droppedQueueFull += 1;
    const lane = this.#lanes.get(oldest.clientid) ?? [];
    lane.splice(lane.indexOf(oldest), 1);
    if (lane.length === 0) {
      this.#lanes.delete(oldest.clientid);
      this.#ready.delete(oldest.clientid);
    }
  }
}
