import { randomBytes } from 'node:crypto';
import type { LiveChange } from './live-change.ts';

/** A change as it goes over the wire. `clientid` is null when it concerns every client. */
export type LiveEvent = { clientid: string | null; frame: string };

export type EventLog = {
  append: (change: LiveChange) => LiveEvent;
  /** Events after the one with this id; null when they are not all there any more, or never were here. */
  since: (eventId: string) => LiveEvent[] | null;
  lastId: () => string;
  /** Says that something happened which is not in the log: nobody can resume from before it. */
  skip: () => void;
};

/**
 * The newest events, so that a client whose connection broke can go on where it was. Ids are `<log>-<sequence>`: another process
 * has another log.
 */
export function createEventLog(limits: { maxEvents: number; maxCharacters: number }): EventLog {
  const logId = randomBytes(6).toString('hex');
  const events: LiveEvent[] = [];
  let characters = 0;
  let lastSequence = 0;
  const idOf = (sequence: number): string => `${logId}-${sequence}`;

  const dropOldest = (): void => {
    characters -= events.shift()?.frame.length ?? 0;
  };

  return {
    append: (change) => {
      lastSequence += 1;
      const clientid = change.type === 'reset' ? null : change.clientid;
      const event = { clientid, frame: frameOf(idOf(lastSequence), change) };
      events.push(event);
      characters += event.frame.length;
      while (events.length > limits.maxEvents || characters > limits.maxCharacters) dropOldest();
      return event;
    },
    since: (eventId) => {
      const [log, sequence] = eventId.split('-');
      const missed = lastSequence - Number(sequence);
      const isHere = log === logId && Number.isInteger(missed) && missed >= 0 && missed <= events.length;
      return isHere ? events.slice(events.length - missed) : null;
    },
    lastId: () => idOf(lastSequence),
    skip: () => {
      lastSequence += 1;
      events.length = 0;
      characters = 0;
    },
  };
}

/** One event in the format of the HTML standard, section 9.2 (server-sent events). JSON has no line breaks. */
export const frameOf = (id: string, change: LiveChange): string =>
  `id: ${id}\nevent: ${change.type}\ndata: ${JSON.stringify(dataOf(change))}\n\n`;

/** A command with long parts is only named: whoever shows it reads it. */
function dataOf(change: LiveChange): unknown {
  if (change.type === 'reset') return {};
  const { type, ...data } = change;
  if (!('command' in data)) return data;
  const { id, clientid, omitted } = data.command;
  return omitted ? { id, clientid } : { id, clientid, command: data.command };
}
