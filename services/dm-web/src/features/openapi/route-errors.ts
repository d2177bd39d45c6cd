import type { ErrorCode } from '@tpedm/domain';
import type { Route } from '../../http/route.ts';

/** Every code that a route may refuse with: those of its kind, then its own. */
export function errorsOf(entry: Route): ErrorCode[] {
  const hasInput = entry.params || entry.query || entry.body;
  const codes: (ErrorCode | false | undefined)[] = [
    hasInput && 'VALIDATION_FAILED',
    entry.query && 'cursor' in entry.query.shape && 'INVALID_CURSOR',
    entry.body && 'MALFORMED_JSON',
    entry.body && 'BODY_TOO_LARGE',
    entry.method !== 'get' && 'UNSUPPORTED_MEDIA_TYPE',
    entry.access !== 'public' && 'UNAUTHENTICATED',
    entry.access !== 'public' && 'SESSION_EXPIRED',
    entry.access !== 'public' && entry.access !== 'signed-in' && 'FORBIDDEN',
    entry.method !== 'get' && 'CROSS_SITE_REQUEST',
    'RATE_LIMITED',
    'INTERNAL',
    'DATABASE_UNAVAILABLE',
    'DATABASE_FULL',
    ...(entry.errors ?? []),
  ];
  return [...new Set(codes.filter((code) => code !== false && code !== undefined))];
}
