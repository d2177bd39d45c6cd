import type { ClaimedCommand } from '@tpedm/db';
import { buildWireRequest, inputTopic } from '@tpedm/domain';
import type { EmqxClient, Publication } from '@tpedm/emqx-client';
import { isBrokerUnavailable } from '../outages/tolerate-outages.ts';

/** `refused`: the broker says that it will never take the message. */
export type CommandOutcome = 'published' | 'noSubscribers' | 'refused';

type Broker = Pick<EmqxClient, 'publishBulk'>;

/** A command as it goes out: on the input topic under which the device listens, with QoS 1. */
export type Outgoing = { command: ClaimedCommand; publication: Publication };

export const toOutgoing = (command: ClaimedCommand): Outgoing => ({
  command,
  publication: {
    topic: inputTopic(command.clientid, command.inputRoot),
    payload: JSON.stringify(buildWireRequest(command)),
    qos: 1,
  },
});

/**
 * Publishes a batch and gives the outcome of each, in order. The broker refuses a batch whole when one message is at fault (too
 * large), so then they go one by one.
 */
export async function publishBatch(broker: Broker, batch: readonly Outgoing[]): Promise<CommandOutcome[]> {
  try {
    return await broker.publishBulk(batch.map(({ publication }) => publication));
  } catch (error) {
    if (!isRefused(error)) throw error;
    if (batch.length === 1) return ['refused'];
    const outcomes: CommandOutcome[] = [];
    for (const one of batch) outcomes.push(...(await publishBatch(broker, [one])));
    return outcomes;
  }
}

const isRefused = (error: unknown): boolean => isBrokerUnavailable(error) && error.details?.brokerStatus === 400;

/** Total size of the messages of one batch: a large body travels alone. */
const MAX_BATCH_CHARACTERS = 1_000_000;

/** Cuts commands into batches that a broker takes in one request, keeping their order. */
export function toBatches(commands: readonly ClaimedCommand[]): Outgoing[][] {
  const batches: Outgoing[][] = [];
  let size = 0;
  for (const command of commands) {
    const outgoing = toOutgoing(command);
    size += outgoing.publication.payload.length;
    const batch = batches.at(-1);
    if (batch && size <= MAX_BATCH_CHARACTERS) batch.push(outgoing);
    else {
      batches.push([outgoing]);
      size = outgoing.publication.payload.length;
    }
  }
  return batches;
}
