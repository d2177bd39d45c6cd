import { type Database, listOnlineNotReady, type StoredPresence, storeSubscriptions } from '@tpedm/db';
import { type InputSubscribed, inputRootOf } from '@tpedm/domain';
import type { EmqxClient } from '@tpedm/emqx-client';
import { inParallel } from '../../in-parallel.ts';

export type ReadinessDeps = {
  db: Database;
  broker: Pick<EmqxClient, 'getSubscriptions'>;
  signal: AbortSignal;
};

const PAGE_SIZE = 1_000;
const REQUESTS_AT_ONCE = 8;

/**
 * A resumed session has its subscriptions without an event, and an event can be lost: asks the broker what devices that are online
 * without being ready have subscribed to. Gives how many it found.
 * @param onlineForLessThanMs looks at devices that came online this recently only
 */
export async function findSubscriptions(deps: ReadinessDeps, onlineForLessThanMs: number): Promise<number> {
  let page: StoredPresence[];
  let afterClientid = '';
  let found = 0;
  do {
    page = await listOnlineNotReady(deps.db, { onlineForLessThanMs, afterClientid, limit: PAGE_SIZE });
    afterClientid = page.at(-1)?.clientid ?? '';
    found += await storeSubscriptions(deps.db, await subscriptionsOf(deps, page));
  } while (page.length === PAGE_SIZE && !deps.signal.aborted);
  return found;
}

async function subscriptionsOf({ broker, signal }: ReadinessDeps, devices: StoredPresence[]): Promise<InputSubscribed[]> {
  const events: InputSubscribed[] = [];
  await inParallel(devices, { limit: REQUESTS_AT_ONCE, signal }, async (device) => {
    const event = await subscriptionOf(broker, device);
    if (event) events.push(event);
  });
  return events;
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
