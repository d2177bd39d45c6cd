import { findPresences, replacePresence } from '@tpedm/db';
import { reconcilePresence } from '@tpedm/domain';
import { inParallel } from '../../in-parallel.ts';
import { toView } from './find-lost.ts';
import { type ReconcileDeps, singleRequests } from './reconcile-deps.ts';

/**
 * Replaces what is stored of devices whose session the broker has named in two rounds although it should be impossible: its clock
 * went back, or two sessions share a millisecond.
 */
export async function settleDoubts(
  deps: ReconcileDeps,
  earlier: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
): Promise<void> {
  const certain = [...now].filter(([clientid, connectedAtMs]) => earlier.get(clientid) === connectedAtMs);
  await inParallel(certain, singleRequests(deps), async ([clientid, connectedAtMs]) => {
    const [stored] = await findPresences(deps.db, [clientid]);
    if (!stored) return;
    const view = toView(await deps.broker.getClient(clientid));
    if (!view.connected || view.connectedAtMs !== connectedAtMs) return;
    const repair = reconcilePresence(clientid, stored.presence, view, Date.now());
    if (repair.kind !== 'override' || !(await replacePresence(deps.db, stored, repair.event))) return;
    deps.metrics.repairs.inc({ kind: 'override' });
    deps.log.warn('stored presence contradicted the broker twice and was replaced', { clientid });
  });
}
