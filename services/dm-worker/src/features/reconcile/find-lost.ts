import { listOnline, repairPresence, type StoredPresence } from '@tpedm/db';
import { type BrokerView, reconcilePresence, type SessionEvent } from '@tpedm/domain';
import type { BrokerClient } from '@tpedm/emqx-client';
import { inParallel } from '../../in-parallel.ts';
import { type ReconcileDeps, singleRequests } from './reconcile-deps.ts';

const PAGE_SIZE = 1_000;

export const toView = (client: BrokerClient | null): BrokerView =>
  client?.connected ? { connected: true, connectedAtMs: client.connectedAtMs, peername: client.peername } : { connected: false };

/**
 * Devices that count as online although the broker did not list them as connected. The list may have missed one that came
 * meanwhile, so the broker is asked about each again, after its row was read.
 */
export async function findLost(deps: ReconcileDeps, connected: ReadonlySet<string>): Promise<void> {
  let page: StoredPresence[];
  let last = '';
  do {
    page = await listOnline(deps.db, last, PAGE_SIZE);
    last = page.at(-1)?.clientid ?? '';
    const events: SessionEvent[] = [];
    const suspects = page.filter(({ clientid }) => !connected.has(clientid));
    await inParallel(suspects, singleRequests(deps), async ({ clientid, presence }) => {
      const repair = reconcilePresence(clientid, presence, toView(await deps.broker.getClient(clientid)), Date.now());
      if (repair.kind === 'fold') events.push(repair.event);
    });
    await repair(deps, events);
  } while (page.length === PAGE_SIZE && !deps.signal.aborted);
}

async function repair(deps: ReconcileDeps, events: SessionEvent[]): Promise<void> {
  const changes = await repairPresence(deps.db, events);
  for (const { status } of changes) deps.metrics.repairs.inc({ kind: status === 'online' ? 'online' : 'offline' });
}
