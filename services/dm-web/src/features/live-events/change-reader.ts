import type { Database } from '@tpedm/db';
import type { Logger } from '@tpedm/platform';
import { createAllowance } from './allowance.ts';
import { type LiveChange, readChanges } from './live-change.ts';
import { type ChangedRows, createNoticeBatch, withoutDevices } from './notice-batch.ts';
import { createStormReset } from './storm-reset.ts';

export type ChangeReader = {
  /** Takes a notice as it came over NOTIFY. */
  notice: (payload: string) => void;
  stop: () => void;
};

/**
 * A look at the rows is followed by a rest as long as it took to read and to tell, but no look waits longer than this for the one
 * before. With few readers a change is told at once; with many, notices gather and are answered by one look.
 */
const MAX_BETWEEN_LOOKS_MS = 10;
const RETRY_MS = 1_000;
/** More waiting rows than this are told as `reset`. */
const MAX_WAITING_ROWS = 20_000;
/** Devices told one by one. When more change (the broker restarts), to fetch again now and then is cheaper for both sides. */
const TOLD_DEVICES = { perSecond: 500, burst: 1_000 };
const RESET_EVERY_MS = 3_000;

/** Turns notices into changes: what gathers while the rows are being read is read next, all of it at once. */
export function createChangeReader(deps: {
  db: Database;
  log: Logger;
  onChanges: (changes: readonly LiveChange[]) => void;
}): ChangeReader {
  const { db, log, onChanges } = deps;
  const waiting = createNoticeBatch();
  const mayTell = createAllowance(TOLD_DEVICES);
  const reset = createStormReset({ everyMs: RESET_EVERY_MS, onReset: () => onChanges([{ type: 'reset' }]) });
  let nextLook: NodeJS.Timeout | undefined;
  let notBeforeMs = 0;
  let isReading = false;
  let isStopped = false;

  const tellable = (rows: ChangedRows): ChangedRows => {
    const rest = withoutDevices(rows);
    if (mayTell(rest.deviceCount, Date.now())) return rows;
    reset.soon();
    return rest.rows;
  };
  const look = async (): Promise<void> => {
    nextLook = undefined;
    isReading = true;
    const startedMs = performance.now();
    // notices that came together are read together
    await Promise.resolve();
    const rows = tellable(waiting.take());
    try {
      onChanges(await readChanges(db, rows));
      notBeforeMs = startedMs + Math.min(2 * (performance.now() - startedMs), MAX_BETWEEN_LOOKS_MS);
    } catch (error) {
      log.warn('cannot read what changed', { retryMs: RETRY_MS, error });
      waiting.restore(rows);
      notBeforeMs = startedMs + RETRY_MS;
    }
    isReading = false;
    lookSoon();
  };
  const lookSoon = (): void => {
    if (isReading || isStopped || nextLook || waiting.size() === 0) return;
    const waitMs = notBeforeMs - performance.now();
    if (waitMs > 0) nextLook = setTimeout(() => void look(), waitMs);
    else void look();
  };

  return {
    notice: (payload) => {
      if (!waiting.add(payload)) log.warn('notice not understood', { sizeCharacters: payload.length });
      if (waiting.size() > MAX_WAITING_ROWS) {
        waiting.take();
        reset.soon();
      }
      lookSoon();
    },
    stop: () => {
      isStopped = true;
      clearTimeout(nextLook);
      reset.stop();
    },
  };
}
