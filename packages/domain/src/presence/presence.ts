import { z } from 'zod';
import type { TopicRoot } from '../topics.ts';

export const PRESENCE_STATUSES = ['online', 'offline', 'never'] as const;
export const presenceStatusSchema = z.enum(PRESENCE_STATUSES);
export type PresenceStatus = z.infer<typeof presenceStatusSchema>;

/** What a status rests on: who said so, when (ISO 8601, broker's clock) and in which session. */
export const presenceEvidenceSchema = z.object({
  event: z.enum(['client.connected', 'client.disconnected']),
  source: z.enum(['hook', 'reconcile']),
  eventId: z.string().nullable(),
  at: z.string(),
  sessionConnectedAt: z.string(),
  peername: z.string().nullable(),
});
export type PresenceEvidence = z.infer<typeof presenceEvidenceSchema>;

/** Where an observation comes from: an event of the broker, or a comparison with the broker's client list. */
export type PresenceSource = PresenceEvidence['source'];

type Observation = { clientid: string; source: PresenceSource; eventId: string | null };

/** A session began or ended. Times are milliseconds of the broker's clock; `connectedAtMs` names the session. */
export type SessionConnected = Observation & {
  kind: 'connected';
  connectedAtMs: number;
  atMs: number;
  peername: string | null;
};
export type SessionDisconnected = Observation & {
  kind: 'disconnected';
  connectedAtMs: number;
  atMs: number;
  peername: string | null;
  reason: string;
};
/** The device subscribed to its input topic under `root`. The broker does not say in which session: its time decides. */
export type InputSubscribed = Observation & { kind: 'subscribed'; atMs: number; root: TopicRoot };

export type SessionEvent = SessionConnected | SessionDisconnected;
export type PresenceEvent = SessionEvent | InputSubscribed;

/** All that is kept of a device's sessions. `session` is the newest one known, null before the first connect. */
export type Presence = {
  session: { connectedAtMs: number; rank: number } | null;
  status: PresenceStatus;
  sinceMs: number | null;
  reason: string | null;
  evidence: PresenceEvidence | null;
  subscribed: { atMs: number; root: TopicRoot } | null;
};

export const NEVER_CONNECTED: Presence = {
  session: null,
  status: 'never',
  sinceMs: null,
  reason: null,
  evidence: null,
  subscribed: null,
};

/** Ends of an old session that say nothing about the device: another connection of it has taken over. */
const REPLACED_REASONS: ReadonlySet<string> = new Set(['takenover', 'discarded']);

/** Whether the end of a session only means that a newer connection of the same device replaced it. */
export const isReplacement = (reason: string): boolean => REPLACED_REASONS.has(reason);

/**
 * Order of two facts about one session: its end comes after its beginning, and what the broker reported beats what a comparison
 * inferred, so that the better evidence stays whatever arrives first.
 */
export function sessionRank(event: SessionEvent): number {
  return (event.kind === 'disconnected' ? 2 : 0) + (event.source === 'hook' ? 1 : 0);
}

/** Whether a fact about a session is newer than what is known: later session first, then the rank within the session. */
export function isNewer(event: { connectedAtMs: number; rank: number }, known: Presence['session']): boolean {
  if (!known) return true;
  if (event.connectedAtMs !== known.connectedAtMs) return event.connectedAtMs > known.connectedAtMs;
  return event.rank > known.rank;
}

function foldSession(current: Presence, event: SessionEvent): Presence {
  if (event.kind === 'disconnected' && isReplacement(event.reason)) return current;
  const session = { connectedAtMs: event.connectedAtMs, rank: sessionRank(event) };
  if (!isNewer(session, current.session)) return current;
  return {
    ...current,
    session,
    status: event.kind === 'connected' ? 'online' : 'offline',
    sinceMs: event.atMs,
    reason: event.kind === 'disconnected' ? event.reason : null,
    evidence: evidenceOf(event),
  };
}

function evidenceOf(event: SessionEvent): PresenceEvidence {
  return {
    event: `client.${event.kind}`,
    source: event.source,
    eventId: event.eventId,
    at: new Date(event.atMs).toISOString(),
    sessionConnectedAt: new Date(event.connectedAtMs).toISOString(),
    peername: event.peername,
  };
}

/** The later subscription wins; in the same millisecond the current root `tpe` beats the old one. */
function foldSubscribed(current: Presence, event: InputSubscribed): Presence {
  const known = current.subscribed;
  const wins = !known || event.atMs > known.atMs || (event.atMs === known.atMs && event.root === 'tpe' && known.root !== 'tpe');
  return wins ? { ...current, subscribed: { atMs: event.atMs, root: event.root } } : current;
}

/**
 * What is known of a device after one more event. The result depends on the set of events only: not on their order, their delay
 * or how often each arrives. A late end of an old session changes nothing.
 * @source EMQX 5.8 client.connected, client.disconnected, session.subscribed; `connected_at` of an end is that of its own session
 */
export function foldPresence(current: Presence, event: PresenceEvent): Presence {
  return event.kind === 'subscribed' ? foldSubscribed(current, event) : foldSession(current, event);
}

/** Whether a command can reach the device now: it is online and has subscribed to its input topic in this session. */
export function isReady(presence: Presence): boolean {
  const { status, session, subscribed } = presence;
  return status === 'online' && session !== null && subscribed !== null && subscribed.atMs >= session.connectedAtMs;
}
