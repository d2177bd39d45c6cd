import { type Database, findCommands, getCommand } from '@tpedm/db';
import { AppError, type Command, isFinal } from '@tpedm/domain';
import type { Logger } from '@tpedm/platform';
import type { LiveBatch, LiveHub } from '../live-events/live-hub.ts';

export type CommandWaiters = {
  /** Gives the command once it has ended, or as it is when the time is over, the client is gone or the server stops. */
  untilFinal: (command: Command, timeoutMs: number, gone: AbortSignal) => Promise<Command>;
  /** How many requests are held open. */
  count: () => number;
  stop: () => void;
};

type Waiter = { latest: Command; settle: () => void; fail: () => void };

/** Requests held open at once; one more is answered at once with the command as it is. */
const MAX_WAITERS = 5_000;

/** Requests that wait for the end of a command. The hub wakes them: nobody asks the database again and again. */
export function createCommandWaiters({ db, hub, log }: { db: Database; hub: LiveHub; log: Logger }): CommandWaiters {
  const waiters = new Map<string, Set<Waiter>>();
  let waiterCount = 0;
  let unwatch: (() => void) | null = null;

  const note = (command: Command): void => {
    for (const waiter of [...(waiters.get(command.id) ?? [])]) {
      waiter.latest = command;
      if (isFinal(command.state)) waiter.settle();
    }
  };
  /** Looks at the rows themselves: what happened before the waiting began, or in a gap, comes with no notice. */
  const lookUp = async (ids: readonly string[]): Promise<void> => {
    const found = await findCommands(db, ids);
    for (const command of found) note(command);
    const foundIds = new Set(found.map(({ id }) => id));
    for (const id of ids.filter((id) => !foundIds.has(id))) for (const waiter of [...(waiters.get(id) ?? [])]) waiter.fail();
  };
  const lookUpSafely = (ids: readonly string[]): void => {
    lookUp(ids).catch((error: unknown) => log.warn('cannot look up awaited commands', { error }));
  };
  const onBatch = ({ changes }: LiveBatch): void => {
    for (const change of changes) if (change.type === 'command.updated') note(change.command);
    if (changes.some(({ type }) => type === 'reset' || type === 'device.deleted')) lookUpSafely([...waiters.keys()]);
  };
  const enter = (id: string, waiter: Waiter): void => {
    const sameCommand = waiters.get(id) ?? new Set();
    waiters.set(id, sameCommand.add(waiter));
    waiterCount += 1;
    unwatch ??= hub.watch(onBatch);
  };
  const leave = (id: string, waiter: Waiter): void => {
    const sameCommand = waiters.get(id);
    if (!sameCommand?.delete(waiter)) return;
    waiterCount -= 1;
    if (sameCommand.size === 0) waiters.delete(id);
    if (waiterCount > 0) return;
    unwatch?.();
    unwatch = null;
  };

  return {
    untilFinal: async (command, timeoutMs, gone) => {
      if (isFinal(command.state) || gone.aborted || waiterCount >= MAX_WAITERS) return command;
      const { waiter, ended } = createWaiter(command, timeoutMs, gone);
      enter(command.id, waiter);
      lookUpSafely([command.id]);
      const latest = await ended.finally(() => leave(command.id, waiter));
      return latest.omitted ? await getCommand(db, latest.id) : latest;
    },
    count: () => waiterCount,
    stop: () => {
      for (const sameCommand of waiters.values()) for (const waiter of sameCommand) waiter.settle();
    },
  };
}

/** One held request. It ends by itself when the time is over or the client is gone. */
function createWaiter(command: Command, timeoutMs: number, gone: AbortSignal): { waiter: Waiter; ended: Promise<Command> } {
  const waiter: Waiter = { latest: command, settle: () => undefined, fail: () => undefined };
  const ended = new Promise<Command>((resolve, reject) => {
    waiter.settle = () => resolve(waiter.latest);
    waiter.fail = () => reject(deletedWithItsDevice(command));
  });
  const timer = setTimeout(waiter.settle, timeoutMs);
  gone.addEventListener('abort', waiter.settle, { once: true });
  return { waiter, ended: ended.finally(() => clearTimeout(timer)) };
}

const deletedWithItsDevice = ({ id, clientid }: Command): AppError =>
  new AppError('DEVICE_NOT_FOUND', `The device ${clientid} was deleted, and command ${id} with it`, { clientid });
