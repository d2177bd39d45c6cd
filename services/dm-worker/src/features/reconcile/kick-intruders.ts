import { recordRepairs } from '@tpedm/db';
import { inParallel } from '../../in-parallel.ts';
import { type ReconcileDeps, singleRequests } from './reconcile-deps.ts';

/** Cuts clients whose device was deleted or disabled while nobody cut their connection. */
export async function kickIntruders(deps: ReconcileDeps, clientids: readonly string[]): Promise<void> {
  await inParallel(clientids, singleRequests(deps), async (clientid) => {
    if (!(await deps.broker.kick(clientid))) return;
    await recordRepairs(deps.db, [{ clientid, kind: 'kicked', detail: { reason: 'not registered, or disabled' } }]);
    deps.metrics.repairs.inc({ kind: 'kicked' });
    deps.log.warn('connected without being registered and enabled: cut', { clientid });
  });
}
