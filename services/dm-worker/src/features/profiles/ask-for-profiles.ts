import { type Database, requestProfiles } from '@tpedm/db';

const MAX_DEVICES_AT_ONCE = 500;

/** Queues a profile request for every ready device that lacks one; says whether there is now something to send. */
export async function askForProfiles(db: Database, onlineForLessThanMs: number): Promise<boolean> {
  let total = 0;
  let requested: number;
  do {
    requested = await requestProfiles(db, { onlineForLessThanMs, limit: MAX_DEVICES_AT_ONCE });
    total += requested;
  } while (requested === MAX_DEVICES_AT_ONCE);
  return total > 0;
}
