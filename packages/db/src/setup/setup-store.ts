import type { Database } from '../database.ts';

/** Whether the first administrator has been made. */
export async function isSetupDone(db: Database): Promise<boolean> {
  return (await db('setup_state').first('singleton')) !== undefined;
}

/** Takes the one right to make the first administrator; false when somebody has it already. Waits for a rival's transaction. */
export async function claimSetup(trx: Database): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    'INSERT INTO setup_state DEFAULT VALUES ON CONFLICT DO NOTHING RETURNING singleton',
  );
  return rows.length === 1;
}
