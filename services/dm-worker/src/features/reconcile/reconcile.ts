import { withLock } from '@tpedm/db';
import { findSubscriptions } from '../readiness/find-subscriptions.ts';
import { EVER_MS } from '../readiness/online-since.ts';
import { compareConnected } from './compare-connected.ts';
import { findLost } from './find-lost.ts';
import { kickIntruders } from './kick-intruders.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';
import { settleDoubts } from './settle-doubts.ts';

/**
 * A round of comparing all devices with the broker, which repairs what lost events left behind. Rounds of one replica only at a
 * time; another one that comes meanwhile is skipped. Rejects when the broker is away: what it did not say is never guessed.
 */
export function createReconcile(deps: ReconcileDeps): () => Promise<void> {
  let doubts: ReadonlyMap<string, number> = new Map();
  const round = async (): Promise<void> => {
    const stopTimer = deps.metrics.reconcileSeconds.startTimer();
    const comparison = await compareConnected(deps);
    await kickIntruders(deps, comparison.intruders);
    await findLost(deps, comparison.connected);
    await settleDoubts(deps, doubts, comparison.doubts);
    doubts = comparison.doubts;
    deps.metrics.repairs.inc({ kind: 'ready' }, await findSubscriptions(deps, EVER_MS));
    stopTimer();
  };
  return async () => {
    await withLock(deps.db, 'presence.reconcile', round);
  };
}
