import { createMetrics, Gauge, type Registry } from '@tpedm/platform';
import type { ActionCounters } from './features/events/action-metrics.ts';

/** Figures of the broker for Prometheus: connections, and what became of the events. */
export function createBrokerMetrics(counters: ActionCounters, connections: () => number): Registry {
  const registry = createMetrics('dm-broker');
  new Gauge({
    name: 'mqtt_connections',
    help: 'Open connections of devices',
    registers: [registry],
    collect() {
      this.set(connections());
    },
  });
  new Gauge({
    name: 'hook_events',
    help: 'Events for the hook since the start, and those waiting now, by what became of them',
    labelNames: ['fate'],
    registers: [registry],
    collect() {
      for (const [fate, count] of Object.entries(counters)) this.set({ fate }, count);
    },
  });
  return registry;
}
