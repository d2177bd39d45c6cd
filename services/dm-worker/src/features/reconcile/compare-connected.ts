import { findPresences, type RegisteredPresence, repairPresence } from '@tpedm/db';
import { reconcilePresence, type SessionEvent } from '@tpedm/domain';
import type { ListedClient } from '@tpedm/emqx-client';
import type { ReconcileDeps } from './reconcile-deps.ts';

/** What the broker's list of connected clients came to. Grows with the number of devices: some tens of bytes for each. */
export type Comparison = {
  connected: Set<string>;
  /** Devices of which the broker contradicts what is stored, with the session that it names. */
  doubts: Map<string, number>;
  /** Connected, but not registered or not enabled. */
  intruders: string[];
};

/** More than a few mean that something else is wrong: the rest waits for the next round. */
const MAX_DOUBTS = 10_000;

/**
 * Goes through the broker's connected clients page by page and repairs what can be repaired at any time: a session that the
 * broker lists and we do not know.
 */
export async function compareConnected(deps: ReconcileDeps): Promise<Comparison> {
  const comparison: Comparison = { connected: new Set(), doubts: new Map(), intruders: [] };
  for await (const page of deps.broker.listClients()) {
    const clients = page.filter(({ connected }) => connected);
    for (const { clientid } of clients) comparison.connected.add(clientid);
    const events = await comparePage(deps, clients, comparison);
    const changes = await repairPresence(deps.db, events);
    deps.metrics.repairs.inc({ kind: 'online' }, changes.length);
  }
  return comparison;
}

async function comparePage(deps: ReconcileDeps, clients: ListedClient[], comparison: Comparison): Promise<SessionEvent[]> {
  const known = await findPresences(
    deps.db,
    clients.map(({ clientid }) => clientid),
  );
  const byClientid = new Map(known.map((device) => [device.clientid, device]));
  return clients.flatMap((client) => compareClient(client, byClientid.get(client.clientid), comparison));
}

function compareClient(client: ListedClient, device: RegisteredPresence | undefined, comparison: Comparison): SessionEvent[] {
  const { clientid, connectedAtMs, peername } = client;
  if (!device?.enabled) {
    comparison.intruders.push(clientid);
    return [];
  }
  const repair = reconcilePresence(clientid, device.presence, { connected: true, connectedAtMs, peername }, Date.now());
  if (repair.kind === 'override' && comparison.doubts.size < MAX_DOUBTS) comparison.doubts.set(clientid, connectedAtMs);
  return repair.kind === 'fold' ? [repair.event] : [];
}
