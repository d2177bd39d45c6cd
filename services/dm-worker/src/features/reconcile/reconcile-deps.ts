import type { Database } from '@tpedm/db';
import type { EmqxClient } from '@tpedm/emqx-client';
import type { Logger } from '@tpedm/platform';
import type { ParallelLimits } from '../../in-parallel.ts';
import type { WorkerMetrics } from '../../metrics.ts';

export type ReconcileDeps = {
  db: Database;
  broker: Pick<EmqxClient, 'getClient' | 'getSubscriptions' | 'kick' | 'listClients'>;
  metrics: WorkerMetrics;
  log: Logger;
  /** Ends a round early: what it has repaired by then stays. */
  signal: AbortSignal;
};

/** Requests to the broker about single devices, at once. */
const REQUESTS_AT_ONCE = 8;

export const singleRequests = ({ signal }: ReconcileDeps): ParallelLimits => ({ limit: REQUESTS_AT_ONCE, signal });
