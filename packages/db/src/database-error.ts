import { types } from 'node:util';
import { AppError } from '@tpedm/domain';

/** Errors of node-postgres carry the SQLSTATE and the constraint that was violated. */
type PostgresError = Error & { code?: string; constraint?: string };

/** SQLSTATE classes and system errors that mean "not now" (PostgreSQL manual, appendix A; errno names of Node). */
const UNAVAILABLE = /^(?:08...|53300|57P0[123]|ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT)$/;
const DISK_FULL = '53100';
/** The disk is full, or another resource is (class 53): nothing can be stored now. */
const OUT_OF_RESOURCES = /^53(?:000|100|200|400)$/;
/** What the pool and the driver say without any code. */
const UNAVAILABLE_MESSAGE =
  /Connection terminated|timeout expired|timeout exceeded when trying to connect|acquiring a connection|Client has encountered/i;

/** Whether the statement may succeed when it is sent again later: the database is away, starting, stopping, full or has no connection left. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!types.isNativeError(error)) return false;
  const { code = '' } = error as PostgresError;
  return UNAVAILABLE.test(code) || OUT_OF_RESOURCES.test(code) || UNAVAILABLE_MESSAGE.test(error.message);
}

/** Whether PostgreSQL has no room left to write; it goes on by itself when there is. */
export const isDatabaseFull = (error: unknown): boolean => (error as PostgresError | null)?.code === DISK_FULL;

/** Name of the constraint that a statement violated; null when it failed for another reason. */
export function violatedConstraint(error: unknown): string | null {
  const { code, constraint } = error as PostgresError;
  return code?.startsWith('23') ? (constraint ?? null) : null;
}

/** For callers that cannot go on without the database: DATABASE_UNAVAILABLE or DATABASE_FULL, every other error as it is. */
export function translateDatabaseError(error: unknown): unknown {
  if (isDatabaseFull(error)) {
    return new AppError('DATABASE_FULL', 'The disk of the database is full: free some space on it', undefined, { cause: error });
  }
  if (!isDatabaseUnavailable(error)) return error;
  return new AppError('DATABASE_UNAVAILABLE', 'The database is not available now; try again in a moment', undefined, {
    cause: error,
  });
}
