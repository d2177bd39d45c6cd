import { isObject } from '@tpedm/domain';

/**
 * A request as it came in on the input topic. `requestId` is null when its headers cannot be used;
 * `expiresAt` is null when it sets no limit.
 */
export type GatewayRequest = {
  method: string;
  path: string;
  body: unknown;
  requestId: string | null;
  expiresAt: Date | null;
};

/** UTC, `YYYY-MM-DD HH:MM:SS`. */
const EXPIRY = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;
const REQUEST_ID = /^-?\d+$/;

/** Reads a message on the input topic; null when it is no request at all, and a gateway says nothing to it. */
export function readRequest(text: string): GatewayRequest | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(message) || typeof message.path !== 'string' || typeof message.method !== 'string') return null;
  const headers = mergeHeaders(message.headers);
  const requestId = String(headers['request-id'] ?? '');
  return {
    method: message.method,
    path: message.path,
    body: message.requestBody ?? {},
    requestId: REQUEST_ID.test(requestId) ? requestId : null,
    expiresAt: readExpiry(headers['request-expired-time']),
  };
}

/** Headers are a list of one-key objects. */
const mergeHeaders = (headers: unknown): Record<string, unknown> =>
  Array.isArray(headers) ? Object.assign({}, ...headers.filter(isObject)) : {};

const readExpiry = (text: unknown): Date | null =>
  typeof text === 'string' && EXPIRY.test(text) ? new Date(`${text.replace(' ', 'T')}Z`) : null;
