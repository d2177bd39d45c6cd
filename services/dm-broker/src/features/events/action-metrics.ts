/** What became of the events, by EMQX's names (`/actions/{id}/metrics`). */
export type ActionCounters = {
  matched: number;
  success: number;
  failed: number;
  retried: number;
  droppedQueueFull: number;
  droppedExpired: number;
  queuing: number;
  queuingBytes: number;
  inflight: number;
};

export const noEvents = (): ActionCounters => ({
  matched: 0,
  success: 0,
  failed: 0,
  retried: 0,
  droppedQueueFull: 0,
  droppedExpired: 0,
  queuing: 0,
  queuingBytes: 0,
  inflight: 0,
});
