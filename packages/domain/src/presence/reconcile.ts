import type { Presence, SessionConnected, SessionEvent } from './presence.ts';

/** What the broker's client list says of a clientid, asked for after the stored presence was read. */
export type BrokerView = { connected: false } | { connected: true; connectedAtMs: number; peername: string | null };

/**
 * How stored presence must change to agree with the broker:
 * - `agrees`: nothing to do;
 * - `fold`: the event that must have been lost; folding it is safe at any time;
 * - `override`: the broker contradicts the fold (its clock went back, or two sessions share a millisecond). Only certain when a
 *   second look, one round later, says the same.
 */
export type Repair = { kind: 'agrees' } | { kind: 'fold'; event: SessionEvent } | { kind: 'override'; event: SessionConnected };

/** Reason shown for a device that the broker no longer lists, although no end of its session was reported. */
export const LOST_WITHOUT_EVENT = 'connection lost (no event from the broker)';

/**
 * Compares stored presence with the broker's view.
 * @param nowMs when the broker answered, milliseconds
 */
export function reconcilePresence(clientid: string, stored: Presence, broker: BrokerView, nowMs: number): Repair {
  const observed = { clientid, source: 'reconcile', eventId: null } as const;
  const session = stored.session;
  if (!broker.connected) {
    if (stored.status !== 'online' || !session) return { kind: 'agrees' };
    const { connectedAtMs } = session;
    const lost = { kind: 'disconnected', connectedAtMs, atMs: nowMs, peername: null, reason: LOST_WITHOUT_EVENT } as const;
    return { kind: 'fold', event: { ...observed, ...lost } };
  }
  const { connectedAtMs, peername } = broker;
  const event: SessionConnected = { ...observed, kind: 'connected', connectedAtMs, atMs: connectedAtMs, peername };
  if (!session || connectedAtMs > session.connectedAtMs) return { kind: 'fold', event };
  const isSame = connectedAtMs === session.connectedAtMs && stored.status === 'online';
  return isSame ? { kind: 'agrees' } : { kind: 'override', event };
}
