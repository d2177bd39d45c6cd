import { NODE_NAME } from '../../node-name.ts';
import type { ActionCounters } from '../events/action-metrics.ts';
import { isConnected } from '../sessions/session.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';

function countNow(sessions: SessionRegistry): Record<string, number> {
  let live = 0;
  let subscriptions = 0;
  for (const session of sessions.all()) {
    if (isConnected(session)) live += 1;
    subscriptions += session.subscriptions.size;
  }
  return {
    channels: sessions.size,
    cluster_sessions: sessions.size,
    connections: sessions.size,
    delayed: 0,
    live_connections: live,
    retained: 0,
    sessions: sessions.size,
    suboptions: subscriptions,
    subscribers: sessions.size,
    subscriptions,
    'subscriptions.shared': 0,
    topics: subscriptions,
  };
}

/** Figures as `GET /stats` shows them; `.max` is the highest that was ever asked for. */
export function createStats(sessions: SessionRegistry): () => Record<string, number> {
  const highest = new Map<string, number>();
  return () =>
    Object.fromEntries(
      Object.entries(countNow(sessions)).flatMap(([name, count]) => {
        const max = Math.max(count, highest.get(name) ?? 0);
        highest.set(name, max);
        return [
          [`${name}.count`, count],
          [`${name}.max`, max],
        ];
      }),
    );
}

/** Metrics of the action; rates are not measured here. */
export function actionMetricsJson(counters: ActionCounters): object {
  const metrics = {
    dropped: counters.droppedQueueFull + counters.droppedExpired,
    'dropped.expired': counters.droppedExpired,
    'dropped.other': 0,
    'dropped.queue_full': counters.droppedQueueFull,
    'dropped.resource_not_found': 0,
    'dropped.resource_stopped': 0,
    failed: counters.failed,
    inflight: counters.inflight,
    late_reply: 0,
    matched: counters.matched,
    queuing: counters.queuing,
    queuing_bytes: counters.queuingBytes,
    rate: 0,
    rate_last5m: 0,
    rate_max: 0,
    received: 0,
    retried: counters.retried,
    success: counters.success,
  };
  return { metrics, node_metrics: [{ metrics, node: NODE_NAME }] };
}
