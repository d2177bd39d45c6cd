import type { PresenceEvent, WireAnswer } from '@tpedm/domain';

/** An event of the broker about one device, ready to be stored. */
export type IngestEvent = {
  /** Lower-case UUID; the same in every delivery of the event. */
  eventId: string;
  occurredAtMs: number;
  clientid: string;
  /** Name of the event, for example `client.connected`. */
  kind: string;
  /** What the history shows of it; small. */
  detail: Record<string, unknown>;
  presence: PresenceEvent | null;
  /** The session may be a resumed one, of which the broker reports no subscription. */
  mayBeResumed: boolean;
  answer: WireAnswer | null;
  /** Beginning of an output, kept in the history unless it turns out to be the answer to a command. */
  excerpt: string | null;
};

/** `duplicate`: it was stored before; `unknown_device`: nobody registered its clientid, so it is dropped. */
export type IngestOutcome = 'stored' | 'duplicate' | 'unknown_device';
