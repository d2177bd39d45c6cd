import { LIVE_CHANNEL, type LiveEventType, type LiveNotice, WORK_CHANNEL, type WorkNotice } from '@tpedm/domain';
import type { Database } from './database.ts';
import { runPrepared } from './prepared.ts';

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

/** Keys in a notice that a statement makes by itself: each has at most 64 characters. */
const KEYS_PER_NOTICE = 100;

/**
 * Rows `(channel, payload)` of live notices for `pg_notify`, for a statement that changes rows and tells of them in one go.
 * @param rows CTE of the changed rows, each once; `key` is its column of their keys
 */
export const liveNoticesSql = (type: LiveEventType, rows: string, key: string): string => `
  SELECT '${LIVE_CHANNEL}' AS channel, json_build_object('type', '${type}', 'keys', json_agg(key))::text AS payload
  FROM (SELECT ${key}::text AS key, (row_number() OVER () - 1) / ${KEYS_PER_NOTICE} AS part FROM ${rows}) AS numbered GROUP BY part`;

/** What a transaction has changed: rows by type for every dm-web, and reasons for the workers to look. */
export type Notices = { live?: Partial<Record<LiveEventType, readonly string[]>>; work?: readonly WorkNotice[] };

const NOTIFY_SQL = 'SELECT pg_notify(channel, payload) FROM unnest(?::text[], ?::text[]) AS notice (channel, payload)';

/** Sends notices in one statement; they go out when the transaction commits. */
export async function notify(db: Database, { live = {}, work = [] }: Notices): Promise<void> {
  const types = Object.entries(live) as [LiveEventType, readonly string[]][];
  const payloads = types.flatMap(([type, keys]) => splitNotice(type, keys)).map((notice) => JSON.stringify(notice));
  if (payloads.length + work.length === 0) return;
  const channels = [...payloads.map(() => LIVE_CHANNEL), ...work.map(() => WORK_CHANNEL)];
  await runPrepared(db, 'notify', NOTIFY_SQL, [channels, [...payloads, ...work]]);
}

/** Tells every dm-web which rows changed. Sent when the transaction commits. */
export const notifyLive = (db: Database, type: LiveEventType, keys: readonly string[]): Promise<void> =>
  notify(db, { live: { [type]: keys } });

/** Wakes the workers when the transaction commits. */
export const notifyWork = (db: Database, notice: WorkNotice): Promise<void> => notify(db, { work: [notice] });
