import { AppError } from '@tpedm/domain';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { addressKey } from './address-key.ts';
import { createRateLimiter } from './rate-limiter.ts';

const BURST_SECONDS = 5;

/** @param waitMs what a limiter answered; nothing happens when it is 0 */
export function requireAllowance(waitMs: number, message: string): void {
  if (waitMs === 0) return;
  const retryAfterSeconds = Math.ceil(waitMs / 1_000);
  throw new AppError('RATE_LIMITED', `${message}; try again in ${retryAfterSeconds} s`, { retryAfterSeconds });
}

/** Keeps one address from taking all of the service. */
export function limitByAddress(requestsPerSecond: number): RequestHandler {
  const limiter = createRateLimiter({ capacity: requestsPerSecond * BURST_SECONDS, refillMs: 1_000 / requestsPerSecond });
  return (req, _res, next) => {
    requireAllowance(limiter.take(addressKey(req.ip ?? ''), Date.now()), 'Too many requests from this address');
    next();
  };
}

/** Says in the header, too, how long to wait. */
export const retryAfter: ErrorRequestHandler = (error, _req, res, next) => {
  const seconds = error instanceof AppError ? error.details?.retryAfterSeconds : undefined;
  if (typeof seconds === 'number') res.set('retry-after', String(seconds));
  next(error);
};
