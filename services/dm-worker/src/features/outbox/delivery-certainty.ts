import { isBrokerUnavailable } from '../outages/tolerate-outages.ts';

/** System errors that come before a request has left: nothing can have been published. */
const NEVER_SENT: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * Whether a failed request may have published all the same. The broker's own refusal and a connection that did not come about are
 * certain; a lost connection or an answer that did not come leave it open.
 */
export function wasPublished(error: unknown): 'never' | 'perhaps' {
  if (!isBrokerUnavailable(error)) return 'perhaps';
  const { code } = (error.cause ?? {}) as { code?: unknown };
  const status = error.details?.brokerStatus;
  const refused = typeof status === 'number' && status >= 400 && status < 500;
  return refused || NEVER_SENT.has(code) ? 'never' : 'perhaps';
}
