import type { CommandState } from './command.ts';

/**
 * Every change that a command may go through. Terminal states have none.
 * An answer may finish a command that still counts as queued: its sender can have died between publishing and noting it.
 */
const NEXT_STATES: Record<CommandState, readonly CommandState[]> = {
  queued: ['sent', 'succeeded', 'failed', 'expired', 'canceled'],
  sent: ['succeeded', 'failed', 'expired', 'canceled'],
  succeeded: [],
  failed: [],
  expired: [],
  canceled: [],
};

export const isFinal = (state: CommandState): boolean => NEXT_STATES[state].length === 0;
export const canBecome = (from: CommandState, to: CommandState): boolean => NEXT_STATES[from].includes(to);

/**
 * Whether a command whose sender vanished half-way may be published again. Reading twice does no harm; anything else might act
 * twice on the gateway, so it waits for its answer or its deadline instead.
 */
export const mayPublishAgain = (method: string): boolean => method === 'GET';
