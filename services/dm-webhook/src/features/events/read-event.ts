import { AppError } from '@tpedm/domain';
import { HOOK_EVENTS, type HookEvent, hookEventSchema } from '@tpedm/emqx-client';

const KNOWN_EVENTS: ReadonlySet<unknown> = new Set(HOOK_EVENTS);

/** Last instant that a JavaScript date can hold, milliseconds. */
const LAST_INSTANT_MS = 8.64e15;

/** A body of the hook: one of the events that we know, or the name of one that we do not. */
export type ReadEvent = { kind: 'event'; event: HookEvent; eventId: string } | { kind: 'unknown_event' };

/**
 * Reads what the broker posted.
 * @throws AppError MALFORMED_JSON, or VALIDATION_FAILED naming the field
 */
export function readEvent(body: Buffer): ReadEvent {
  const json = parseJson(body);
  if (typeof json !== 'object' || json === null) throw invalid('body', 'must be an object');
  const name = (json as { event?: unknown }).event;
  if (typeof name !== 'string') throw invalid('event', 'must be text');
  if (!KNOWN_EVENTS.has(name)) return { kind: 'unknown_event' };
  const parsed = hookEventSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(issue?.path.join('.') || 'body', issue?.message ?? 'is not valid');
  }
  const event = parsed.data;
  checkInstants(event);
  return { kind: 'event', event, eventId: toUuid(event.event_id) };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AppError('MALFORMED_JSON', 'The body is not valid JSON');
  }
}

function checkInstants(event: HookEvent): void {
  for (const field of ['timestamp', 'connected_at', 'disconnected_at'] as const) {
    const atMs = event[field];
    if (typeof atMs === 'number' && atMs > LAST_INSTANT_MS) throw invalid(field, 'is no instant in milliseconds');
  }
}

const EVENT_ID = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/;

/** Event ids are UUIDs, or 32 hex digits where the broker uses the id of a message. */
function toUuid(eventId: string): string {
  const parts = EVENT_ID.exec(eventId.toLowerCase());
  if (!parts) throw invalid('event_id', 'must be a UUID or 32 hexadecimal digits');
  return parts.slice(1).join('-');
}

const invalid = (field: string, message: string): AppError =>
  new AppError('VALIDATION_FAILED', `${field}: ${message}`, { field });
