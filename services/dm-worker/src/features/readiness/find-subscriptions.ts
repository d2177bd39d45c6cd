import { type Database, listOnlineNotReady, repairPresence, type StoredPresence } from '@tpedm/db';
import { type InputSubscribed, inputRootOf } from '@tpedm/domain';
import type { EmqxClient } from '@tpedm/emqx-client';
import { inParallel } from '../../in-parallel.ts';
import type { WorkerMetrics } from '../../metrics.ts';

export type ReadinessDeps = {
  db: Database;
  broker: Pick<EmqxClient, 'getSubscriptions'>;
  metrics: WorkerMetrics;
  signal: AbortSignal;
};

/** Devices asked about in one go; the rest has its turn in the next. */
const MAX_DEVICES = 1_000;
const REQUESTS_AT_ONCE = 8;

/**
 * A resumed session has its subscriptions without an event, and an event can be lost: asks the broker what devices that are online
 * without being ready have subscribed to.
 * @param onlineForLessThanMs looks at devices that came online this recently only
 */
export async function findSubscriptions(deps: ReadinessDeps, onlineForLessThanMs: number): Promise<void> {
  const devices = await listOnlineNotReady(deps.db, { onlineForLessThanMs, limit: MAX_DEVICES });
  const found: InputSubscribed[] = [];
  await inParallel(devices, { limit: REQUESTS_AT_ONCE, signal: deps.signal }, async (device) => {
    const event = await subscriptionOf(deps.broker, device);
    if (event) found.push(event);
  });
  const changes = await repairPresence(deps.db, found);
  deps.metrics.repairs.inc({ kind: 'ready' }, changes.length);
}

/** The broker does not say when it was: the beginning of the session is when it counts from at the latest. */
async function subscriptionOf(
  broker: ReadinessDeps['broker'],
  { clientid, presence }: StoredPresence,
): Promise<InputSubscribed | null> {
  const subscriptions = await broker.getSubscriptions(clientid);
  const roots = subscriptions?.map(({ topic }) => inputRootOf(topic, clientid)) ?? [];
  const root = roots.find((candidate) => candidate === 'tpe') ?? roots.find((candidate) => candidate !== null);
  if (!root || !presence.session) return null;
  return { kind: 'subscribed', clientid, source: 'reconcile', eventId: null, atMs: presence.session.connectedAtMs, root };
}
