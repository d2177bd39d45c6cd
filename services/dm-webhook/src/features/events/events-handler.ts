import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AppError, type ErrorBody } from '@tpedm/domain';
import type { Logger } from '@tpedm/platform';
import { createTokenCheck } from './bearer-token.ts';
import type { EventMetrics } from './event-metrics.ts';
import type { Intake, RefusalReason } from './intake.ts';
import { readBody } from './read-body.ts';
import { readEvent } from './read-event.ts';
import { toIngestEvent } from './to-ingest-event.ts';

export const EVENTS_PATH = '/emqx/events';

/** The broker takes packets of up to 1 MB; base64 and the rest of the event make them larger. */
const MAX_BODY_BYTES = 2_000_000;

/** All 503: the broker sends such an event again. */
const REFUSALS: Record<RefusalReason, () => AppError> = {
  queue_full: () => new AppError('QUEUE_FULL', 'Too many events are waiting; send this one again'),
  late: () => new AppError('DATABASE_UNAVAILABLE', 'The event was not stored in time; send it again'),
  database: () => new AppError('DATABASE_UNAVAILABLE', 'The event could not be stored now; send it again'),
  database_full: () => new AppError('DATABASE_FULL', 'The disk of the database is full; send the event again'),
  stopping: () => new AppError('STOPPING', 'The service is stopping; send the event again'),
};

/**
 * Takes one event of the broker: 204 once it is committed or can never mean anything, 503 for every temporary trouble, 4xx for what
 * is wrong for ever. The broker repeats after 503 and silently drops the event after any other error.
 */
export function createEventsHandler(deps: {
  tokens: readonly string[];
  intake: Intake;
  log: Logger;
  metrics: EventMetrics;
}): RequestListener {
  const { intake, log, metrics } = deps;
  const hasToken = createTokenCheck(deps.tokens);

  const takeEvent = async (req: IncomingMessage): Promise<void> => {
    if (!hasToken(req.headers.authorization)) throw new AppError('UNAUTHENTICATED', 'The hook needs its bearer token');
    const body = await readBody(req, MAX_BODY_BYTES);
    if (!body) throw new AppError('BODY_TOO_LARGE', `An event has at most ${MAX_BODY_BYTES} bytes`);
    const read = readEvent(body);
    if (read.kind === 'unknown_event') return metrics.events.inc({ kind: 'other', outcome: 'unknown_event' });
    const kind = read.event.event;
    metrics.lagSeconds.observe(Math.max(0, Date.now() - read.event.timestamp) / 1_000);
    const event = toIngestEvent(read.event, read.eventId);
    if (typeof event === 'string') return metrics.events.inc({ kind, outcome: event });
    const result = await intake.take(event, body.length);
    if (result.kind === 'refused') throw REFUSALS[result.reason]();
    metrics.events.inc({ kind, outcome: result.outcome });
  };

  const refuse = (req: IncomingMessage, res: ServerResponse, error: AppError): void => {
    metrics.refused.inc({ code: error.code });
    if (error.httpStatus < 500) log.warn('request refused', { code: error.code, reason: error.message });
    // What is left of the body is read, so that the connection can go on.
    req.resume();
    const { code, message, details } = error;
    const body: ErrorBody = { error: { code, message, ...(details && { details }), requestId: randomUUID() } };
    res.writeHead(error.httpStatus, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  return (req, res) => {
    takeEvent(req).then(
      () => res.writeHead(204).end(),
      (error: unknown) => {
        if (req.destroyed && !req.complete) return; // the sender broke off: nobody waits for an answer
        // A fault of ours, not the event's: the broker shall keep it.
        if (!(error instanceof AppError)) log.error('event not taken', { error });
        refuse(req, res, error instanceof AppError ? error : REFUSALS.database());
      },
    );
  };
}
