import { isNestedDeeper, isObject } from '../json.ts';

/** `requestId` -1 is how a gateway refuses a request whose headers it could not use; null when it is missing or unreadable. */
export type WireAnswer = { requestId: string | null; statusCode: number | null; payload: unknown };

export const UNMATCHABLE_REQUEST_ID = '-1';

const ID_PATTERN = /^(?:-1|[0-9]{1,19})$/;

function readRequestId(value: unknown): string | null {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  return ID_PATTERN.test(text) ? text : null;
}

function readStatusCode(value: unknown): number | null {
  const code = typeof value === 'string' ? Number(value) : value;
  return typeof code === 'number' && Number.isInteger(code) && code >= 100 && code <= 599 ? code : null;
}

/**
 * Answers of gateways have some ten levels. What is nested far deeper breaks whoever goes down into it, at a depth that differs from
 * place to place (PostgreSQL, JSON.stringify, a browser), so it stops here.
 */
const MAX_PAYLOAD_LEVELS = 100;
export const TOO_DEEP_PAYLOAD = `(left out: nested more than ${MAX_PAYLOAD_LEVELS} levels deep)`;

/** A payload may be JSON in a string (ThingsPro Edge 1.x); text that is no JSON stays text. */
function readPayload(value: unknown): unknown {
  const payload = typeof value === 'string' ? parseOrText(value) : (value ?? null);
  return isNestedDeeper(payload, MAX_PAYLOAD_LEVELS) ? TOO_DEEP_PAYLOAD : payload;
}

function parseOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Reads what a gateway published on its output topic, in any of the published forms: id as string or number, `state` or `status`,
 * payload as object or JSON string. Null when the text is no answer at all (telemetry, rubbish).
 */
export function parseWireAnswer(text: string): WireAnswer | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(message) || !('request-id' in message)) return null;
  return {
    requestId: readRequestId(message['request-id']),
    statusCode: readStatusCode(message.state ?? message.status),
    payload: readPayload(message.payload),
  };
}

/** What an answer makes of its command. `error` is a sentence for people. */
export type AnswerOutcome = { state: 'succeeded' | 'failed'; error: string | null };

export function answerOutcome(answer: Pick<WireAnswer, 'statusCode' | 'payload'>): AnswerOutcome {
  const { statusCode, payload } = answer;
  if (statusCode === null) return { state: 'failed', error: 'The gateway answered without a status' };
  if (statusCode >= 200 && statusCode < 300) return { state: 'succeeded', error: null };
  return { state: 'failed', error: `The gateway answered ${statusCode}: ${errorMessageOf(payload) ?? 'no reason given'}` };
}

/**
 * Error of a command whose request the gateway refused with id -1: it could not use the headers. Most often its clock is ahead, so
 * that every request looks expired.
 */
export function refusedRequestError({ payload }: Pick<WireAnswer, 'payload'>): string {
  const reason = errorMessageOf(payload) ?? 'no reason given';
  return `The gateway refused the request as unusable or expired: ${reason}. Check the gateway's clock; it must show the right UTC time`;
}

/** Error bodies are not uniform across the gateway's applications: `{error:{message}}`, `{error}`, `{message}`, with or without code. */
function errorMessageOf(payload: unknown): string | null {
  if (typeof payload === 'string') return payload.slice(0, 500) || null;
  if (!isObject(payload)) return null;
  const inner = isObject(payload.error) ? payload.error.message : (payload.error ?? payload.message);
  return typeof inner === 'string' ? inner.slice(0, 500) : null;
}
