import { parseProfile, UNMATCHABLE_REQUEST_ID } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { notify } from '../notify.ts';
import { failRefusedCommands } from './fail-refused-commands.ts';
import type { IngestEvent, IngestOutcome } from './ingest-event.ts';
import { recordEvents } from './record-events.ts';
import { storeProfiles } from './store-profiles.ts';

/**
 * Stores events of the broker, each together with all that it changes and the notices of that. One statement does it, unless one of
 * the answers may change more than its command: then the answers have a transaction of their own. Gives the outcome of each, in
 * order. Safe to repeat with the same events, also when only a part of them was stored.
 *
 * Rows are locked in one order by all who do this: commands by id, events by id, presence by clientid. Presence comes last, because
 * most batches share devices and would wait for each other.
 */
export async function storeEvents(db: Database, events: readonly IngestEvent[]): Promise<IngestOutcome[]> {
  if (!events.some(mayChangeMore)) return (await recordEvents(db, events)).outcomes;
  const answers = events.filter((event) => event.answer);
  const others = events.filter((event) => !event.answer);
  const ofAnswers = (await storeAnswers(db, answers)).values();
  const ofOthers = (others.length === 0 ? [] : (await recordEvents(db, others)).outcomes).values();
  return events.flatMap((event) => (event.answer ? ofAnswers : ofOthers).next().value ?? []);
}

/** A refusal, which may fail another command than its own, or what may be a profile. */
const mayChangeMore = ({ answer }: IngestEvent): boolean =>
  answer !== null && (answer.requestId === UNMATCHABLE_REQUEST_ID || parseProfile(answer.payload) !== null);

function storeAnswers(db: Database, events: readonly IngestEvent[]): Promise<IngestOutcome[]> {
  return db.transaction(async (trx) => {
    const { outcomes, answered } = await recordEvents(trx, events);
    // A refusal counts once: delivered again, it could hit a command that was sent since.
    const refused = await failRefusedCommands(
      trx,
      events.filter((_event, index) => outcomes[index] === 'stored'),
    );
    const profiles = await storeProfiles(trx, answered);
    await notify(trx, { live: { 'command.updated': refused, 'device.profile': profiles } });
    return outcomes;
  });
}
