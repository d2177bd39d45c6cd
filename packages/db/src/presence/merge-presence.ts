import type { PresenceStatus } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { runPrepared } from '../prepared.ts';
import { MERGE_CTES } from './merge-ctes.ts';
import { CANDIDATE_COLUMNS, candidatesJson, type PresenceCandidate } from './presence-candidate.ts';

/** A device whose stored presence has changed; `was…` is what it said before. */
export type PresenceChange = {
  clientid: string;
  status: PresenceStatus;
  wasStatus: PresenceStatus;
  ready: boolean;
  wasReady: boolean;
};

const MERGE_SQL = `
  WITH candidate AS (
    SELECT * FROM json_to_recordset(?::json) AS given (${CANDIDATE_COLUMNS})
  ), ${MERGE_CTES}
  SELECT clientid, status, was_status AS "wasStatus", ready, was_ready AS "wasReady" FROM changed`;

/**
 * Folds what new events say into the stored presence, in one statement, and gives the devices that changed. Unregistered clientids
 * are passed over. Safe to repeat, and in any order.
 */
export async function mergePresence(db: Database, candidates: readonly PresenceCandidate[]): Promise<PresenceChange[]> {
  if (candidates.length === 0) return [];
  return runPrepared(db, 'merge_presence', MERGE_SQL, [candidatesJson(candidates)]);
}
