import {
  type ClaimedCommand,
  claimCommands,
  clearSubscriptions,
  type Database,
  findWaiting,
  idBeforeNew,
  markDeliveryUnknown,
  markRefused,
  markSent,
  releaseClaims,
} from '@tpedm/db';
import { mayPublishAgain } from '@tpedm/domain';
import type { EmqxClient } from '@tpedm/emqx-client';
import type { WorkerMetrics } from '../../metrics.ts';
import { wasPublished } from './delivery-certainty.ts';
import { type CommandOutcome, type Outgoing, publishBatch, toBatches } from './publish-batch.ts';

export type SenderDeps = {
  db: Database;
  broker: Pick<EmqxClient, 'publishBulk'>;
  metrics: WorkerMetrics;
  maxCommands: number;
  leaseMs: number;
  /** Ends the work after the batch under way. */
  signal: AbortSignal;
};

const REFUSED_ERROR = 'The broker refused the command: it is too large, or its topic is not valid';

const idsOf = (commands: readonly ClaimedCommand[]): string[] => commands.map(({ id }) => id);

/** Two ways to look at the queue: they may run at the same time, as two workers may. */
export type CommandSender = {
  /** Sends what has been queued lately; fast, however long the queue of absent devices is. */
  sendNew: () => Promise<void>;
  /** Sends everything that can be sent, also what has been waiting for its device. */
  sendWaiting: () => Promise<void>;
};

export function createCommandSender(deps: SenderDeps): CommandSender {
  let newAfterId = '0';
  const [sendNewAfter, sendWaitingAfter] = [createTurns(deps), createTurns(deps)];
  return {
    sendNew: () => sendNewAfter(newAfterId),
    sendWaiting: async () => {
      const beforeNew = await idBeforeNew(deps.db);
      const beforeWaiting = await findWaiting(deps.db);
      newAfterId = beforeNew;
      await sendWaitingAfter(beforeWaiting);
    },
  };
}

/**
 * Sends what comes after an id (nothing after null), turn by turn until nothing is left. Each turn notes what the one before has sent,
 * so that it takes one transaction and not two. What could not be noted is kept for the next run: otherwise it would be published
 * again, or held for doubtful, when its lease lapses.
 */
function createTurns(deps: SenderDeps): (afterId: string | null) => Promise<void> {
  const { db, maxCommands, leaseMs, signal } = deps;
  const unnotedIds: string[] = [];
  return async (afterId) => {
    await noteSent(db, unnotedIds);
    if (afterId === null) return;
    let claimed: ClaimedCommand[];
    do {
      claimed = await claimCommands(db, { limit: maxCommands, leaseMs, sentIds: unnotedIds, afterId });
      unnotedIds.length = 0;
      await sendClaimed(deps, claimed, unnotedIds);
    } while (claimed.length > 0 && !signal.aborted);
    await noteSent(db, unnotedIds);
  };
}

async function noteSent(db: Database, unnotedIds: string[]): Promise<void> {
  await markSent(db, unnotedIds);
  unnotedIds.length = 0;
}

/** Adds the commands of the last batch that were sent to `unnotedIds`. */
async function sendClaimed(deps: SenderDeps, claimed: readonly ClaimedCommand[], unnotedIds: string[]): Promise<void> {
  const isDoubtful = ({ attempts, method }: ClaimedCommand): boolean => attempts > 1 && !mayPublishAgain(method);
  const doubtful = claimed.filter(isDoubtful);
  await markDeliveryUnknown(deps.db, idsOf(doubtful));
  deps.metrics.commands.inc({ outcome: 'unknown' }, doubtful.length);
  const batches = toBatches(claimed.filter((command) => !isDoubtful(command)));
  for (const [index, batch] of batches.entries()) {
    await noteSent(deps.db, unnotedIds);
    const rest = batches.slice(index + 1).flat();
    await settle(deps, batch, await publishOrRelease(deps, batch, rest), unnotedIds);
  }
}

/** The broker is away: what it did not get goes back to the queue at once, not only when the lease lapses. */
async function publishOrRelease(deps: SenderDeps, batch: Outgoing[], rest: Outgoing[]): Promise<CommandOutcome[]> {
  const stopTimer = deps.metrics.publishSeconds.startTimer();
  try {
    return await publishBatch(deps.broker, batch);
  } catch (error) {
    await releaseClaims(deps.db, idsOf(commandsOf(batch)), wasPublished(error));
    await releaseClaims(deps.db, idsOf(commandsOf(rest)), 'never');
    throw error;
  } finally {
    stopTimer();
  }
}

const commandsOf = (outgoing: readonly Outgoing[]): ClaimedCommand[] => outgoing.map(({ command }) => command);

/** Settles a batch, but for the commands that were sent: those are added to `unnotedIds`. */
async function settle(
  { db, metrics }: SenderDeps,
  batch: readonly Outgoing[],
  outcomes: readonly CommandOutcome[],
  unnotedIds: string[],
): Promise<void> {
  const withOutcome = (wanted: CommandOutcome) => commandsOf(batch.filter((_, index) => outcomes[index] === wanted));
  const [published, unheard, refused] = [withOutcome('published'), withOutcome('noSubscribers'), withOutcome('refused')];
  unnotedIds.push(...idsOf(published));
  await clearSubscriptions(db, unheard);
  await releaseClaims(db, idsOf(unheard), 'never');
  await markRefused(db, idsOf(refused), REFUSED_ERROR);
  metrics.commands.inc({ outcome: 'sent' }, published.length);
  metrics.commands.inc({ outcome: 'requeued' }, unheard.length);
  metrics.commands.inc({ outcome: 'refused' }, refused.length);
}
