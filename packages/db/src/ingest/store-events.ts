import type { Database } from '../database.ts';
import { notify } from '../notify.ts';
import { answerCommands } from './answer-commands.ts';
import { failRefusedCommands } from './fail-refused-commands.ts';
import type { IngestEvent, IngestOutcome } from './ingest-event.ts';
import { recordEvents } from './record-events.ts';
import { storeProfiles } from './store-profiles.ts';

/**
 * Stores events of the broker, each together with all that it changes and the notices of that: answers and the others in a transaction
 * each, so that the others, which are most, need one statement. Gives the outcome of each, in order. Safe to repeat with the same
 * events, also when only a part of them was stored.
 *
 * Rows are locked in one order by all who do this: commands by id, events by id, presence by clientid. Presence comes last, because
 * most batches share devices and would wait for each other.
 */
export async function storeEvents(db: Database, events: readonly IngestEvent[]): Promise<IngestOutcome[]> {
  const answers = events.filter((event) => event.answer);
  if (answers.length === 0) return recordEvents(db, events);
  const others = events.filter((event) => !event.answer);
  const ofAnswers = (await storeAnswers(db, answers)).values();
  const ofOthers = (others.length === 0 ? [] : await recordEvents(db, others)).values();
  return events.flatMap((event) => (event.answer ? ofAnswers : ofOthers).next().value ?? []);
}

function storeAnswers(db: Database, events: readonly IngestEvent[]): Promise<IngestOutcome[]> {
  return db.transaction(async (trx) => {
    const answered = await answerCommands(trx, events);
    const outcomes = await recordEvents(trx, events, answered.commandIds);
    // A refusal counts once: delivered again, it could hit a command that was sent since.
    const refused = await failRefusedCommands(
      trx,
      events.filter((_event, index) => outcomes[index] === 'stored'),
    );
    const profiles = await storeProfiles(trx, answered.changed);
    const commands = [...answered.changed.map((command) => command.id), ...refused];
    await notify(trx, { live: { 'command.updated': commands, 'device.profile': profiles } });
    return outcomes;
  });
}
