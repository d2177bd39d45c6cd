import type { Database } from '@tpedm/db';

/** Puts a command for `clientid` into its table, by default a queued `GET /apps` with a minute to live. Returns its id. */
export async function insertCommand(db: Database, clientid: string, columns: Record<string, unknown> = {}): Promise<string> {
  const [row] = await db('dm_command')
    .insert({
      clientid,
      method: 'GET',
      path: '/apps',
      expires_at: db.raw("now() + interval '1 minute'"),
      requested_by: 'tester',
      requester_id: 'user:1',
      ...columns,
    })
    .returning('id');
  return row.id;
}

/** One that has been published and waits for its answer. */
export const insertSentCommand = (db: Database, clientid: string, columns: Record<string, unknown> = {}): Promise<string> =>
  insertCommand(db, clientid, { state: 'sent', attempts: 1, sent_at: db.fn.now(), ...columns });
