import { AppError } from '@tpedm/domain';
import type { Request } from 'express';

const HEADER = 'Idempotency-Key';
const ACCEPTED = /^[\x21-\x7e]{1,128}$/;

/** The key by which a sender may repeat its request without sending a second command; null when it gave none. */
export function idempotencyKeyOf(req: Request): string | null {
  const key = req.get(HEADER);
  if (key === undefined) return null;
  if (ACCEPTED.test(key)) return key;
  throw new AppError('VALIDATION_FAILED', `${HEADER}: must be 1 to 128 printable ASCII characters without spaces`, {
    field: HEADER,
  });
}
