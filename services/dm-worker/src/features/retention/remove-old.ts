import { type Database, maintainDeviceEvents, removeExpiredRefreshTokens, removeFinishedCommands, withLock } from '@tpedm/db';

const MAX_ROWS_AT_ONCE = 5_000;

export type RetentionDeps = { db: Database; eventKeepMonths: number; commandKeepDays: number };

/** Removes what nobody needs any more, in small steps, and prepares the months to come. One replica at a time. */
export async function removeOld({ db, eventKeepMonths, commandKeepDays }: RetentionDeps): Promise<void> {
  await withLock(db, 'retention', async () => {
    await maintainDeviceEvents(db, eventKeepMonths);
    await repeat((limit) => removeFinishedCommands(db, { keepDays: commandKeepDays, limit }));
    await repeat((limit) => removeExpiredRefreshTokens(db, limit));
  });
}

async function repeat(removeSome: (limit: number) => Promise<number>): Promise<void> {
  while ((await removeSome(MAX_ROWS_AT_ONCE)) === MAX_ROWS_AT_ONCE);
}
