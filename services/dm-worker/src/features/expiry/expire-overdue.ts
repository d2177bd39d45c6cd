import { type Database, expireCommands } from '@tpedm/db';
import type { WorkerMetrics } from '../../metrics.ts';

const MAX_COMMANDS_AT_ONCE = 500;

/** Ends every command that is past its deadline. */
export async function expireOverdue(deps: { db: Database; metrics: WorkerMetrics }): Promise<void> {
  let expired: number;
  do {
    expired = await expireCommands(deps.db, MAX_COMMANDS_AT_ONCE);
    deps.metrics.commands.inc({ outcome: 'expired' }, expired);
  } while (expired === MAX_COMMANDS_AT_ONCE);
}
