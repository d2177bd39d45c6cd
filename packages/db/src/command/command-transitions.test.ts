import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { COMMAND_STATES, type CommandState, canBecome, isFinal, type WireAnswer } from '@tpedm/domain';
import { createTestDatabase, insertCommand, registerDevice, type TestDatabase } from '@tpedm/testkit';
import type { Database } from '../database.ts';
import { storeEvents } from '../ingest/store-events.ts';
import { expireCommands } from '../outbox/expire-commands.ts';
import { markDeliveryUnknown, markRefused, markSent, releaseClaims } from '../outbox/settle-claims.ts';
import { cancelCommand } from './command-store.ts';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database?.drop());

const answer = (clientid: string, wire: Partial<WireAnswer>) =>
  storeEvents(db, [
    {
      eventId: randomUUID(),
      occurredAtMs: Date.now(),
      clientid,
      kind: 'message.publish',
      detail: {},
      presence: null,
      mayBeResumed: false,
      answer: { requestId: null, statusCode: 200, payload: null, ...wire },
      excerpt: null,
    },
  ]);

/** Everything of ours that changes a command. */
const WRITERS: Record<string, (id: string, clientid: string) => Promise<unknown>> = {
  'it was published': (id) => markSent(db, [id]),
  'it was perhaps published': (id) => markDeliveryUnknown(db, [id]),
  'the broker refused it': (id) => markRefused(db, [id], 'refused'),
  'its sender gave it back': (id) => releaseClaims(db, [id], 'never'),
  'the gateway answered': (id, clientid) => answer(clientid, { requestId: id }),
  'the gateway answered with an error': (id, clientid) => answer(clientid, { requestId: id, statusCode: 500 }),
  'the gateway refused it': (_id, clientid) => answer(clientid, { requestId: '-1', statusCode: 400 }),
  'a person canceled it': (id) => cancelCommand(db, id).catch(() => undefined),
  'its time was over': async (id) => {
    await db('dm_command')
      .where({ id })
      .update({ expires_at: new Date(0) });
    await expireCommands(db, 100);
  },
};

/** What becomes of a command in `state` that a worker has in hand. */
async function outcomeOf(state: CommandState, writer: (id: string, clientid: string) => Promise<unknown>) {
  const { clientid } = await registerDevice(db, `device-${randomUUID()}`);
  const id = await insertCommand(db, clientid, {
    state,
    attempts: 1,
    ...(state === 'queued' && { claimed_until: db.raw("now() + interval '1 minute'") }),
    ...(state === 'sent' && { sent_at: db.fn.now() }),
    ...(isFinal(state) && { finished_at: db.fn.now() }),
  });
  await writer(id, clientid);
  const row = await db('dm_command').where({ id }).first();
  return row.state as CommandState;
}

test.each(COMMAND_STATES)('a command that is %s becomes exactly what the state machine of the domain allows', async (from) => {
  const outcomes = new Set<CommandState>();
  for (const writer of Object.values(WRITERS)) outcomes.add(await outcomeOf(from, writer));
  outcomes.delete(from);
  expect([...outcomes].sort()).toEqual(COMMAND_STATES.filter((to) => canBecome(from, to)).sort());
});
