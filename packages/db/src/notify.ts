import { LIVE_CHANNEL, type LiveEventType, type LiveNotice, WORK_CHANNEL, type WorkNotice } from '@tpedm/domain';
import type { Database } from './database.ts';

/** NOTIFY carries less than 8,000 bytes; keys are ASCII of at most 64 characters. */
const MAX_NOTICE_BYTES = 7_500;

/** Cuts a list of keys into notices that fit NOTIFY. */
export function splitNotice(type: LiveEventType, keys: readonly string[]): LiveNotice[] {
  const notices: LiveNotice[] = [];
  let batch: string[] = [];
  let sizeBytes = 0;
  for (const key of keys) {
    if (sizeBytes + key.length + 3 > MAX_NOTICE_BYTES) {
      notices.push({ type, keys: batch });
      batch = [];
      sizeBytes = 0;
    }
    batch.push(key);
    sizeBytes += key.length + 3;
  }
  return batch.length === 0 ? notices : [...notices, { type, keys: batch }];
}

/** Tells every dm-web which rows changed. Sent when the transaction commits. */
export async function notifyLive(db: Database, type: LiveEventType, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const payloads = splitNotice(type, keys).map((notice) => JSON.stringify(notice));
  await db.raw('SELECT pg_notify(?, payload) FROM unnest(?::text[]) AS payload', [LIVE_CHANNEL, payloads]);
}

/** Wakes the workers when the transaction commits. */
export async function notifyWork(db: Database, notice: WorkNotice): Promise<void> {
  await db.raw('SELECT pg_notify(?, ?)', [WORK_CHANNEL, notice]);
}
