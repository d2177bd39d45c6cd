import { type Database, type DatabaseConfig, startListener } from '@tpedm/db';
import { LIVE_CHANNEL } from '@tpedm/domain';
import { Gauge, type Logger, type Registry } from '@tpedm/platform';
import { createEventStreams, type EventStreams } from './event-streams.ts';
import { createLiveHub, type LiveHub } from './live-hub.ts';

export type LiveEvents = { hub: LiveHub; streams: EventStreams; stop: () => Promise<void> };

/** Listens for notices and gives them to the hub. After each connect of the listener something may have been missed. */
export function startLiveEvents(deps: { config: DatabaseConfig; db: Database; log: Logger; metrics: Registry }): LiveEvents {
  const { config, db, log, metrics } = deps;
  const hub = createLiveHub({ db, log });
  const openStreams = new Gauge({ name: 'tpedm_live_streams', help: 'Open live event streams', registers: [metrics] });
  const listener = startListener({ config, channel: LIVE_CHANNEL, log, onNotice: hub.notice, onConnected: hub.reset });
  return {
    hub,
    streams: createEventStreams({ hub, log, openStreams }),
    stop: async () => {
      hub.stop();
      await listener.stop();
    },
  };
}
