import { isDatabaseUnavailable } from '../database-error.ts';

/**
 * What to do about a batch that could not be stored:
 * - `unavailable`: the sender keeps the events and comes back;
 * - `conflict`: another transaction was in the way; the same batch again;
 * - `data`: an event in it can never be stored; find it;
 * - `defect`: a fault of ours (a missing table, a missing right); nothing is wrong with the events, so they must not be lost.
 */
export type StoreFault = 'unavailable' | 'conflict' | 'data' | 'defect';

/** serialization_failure, deadlock_detected */
const CONFLICT = /^40(?:001|P01)$/;
/** SQLSTATE classes: data exception, integrity constraint violation, program limit exceeded. */
const DATA = /^(?:22|23|54)/;

export function storeFaultOf(error: unknown): StoreFault {
  const code = String((error as { code?: unknown } | null)?.code ?? '');
  if (CONFLICT.test(code)) return 'conflict';
  if (DATA.test(code)) return 'data';
  // JSON.stringify gives up with a RangeError on values nested thousands of levels deep.
  if (error instanceof RangeError) return 'data';
  return isDatabaseUnavailable(error) ? 'unavailable' : 'defect';
}
