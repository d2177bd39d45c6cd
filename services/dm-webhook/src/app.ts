import type { RequestListener } from 'node:http';
import { checkDatabase } from '@tpedm/db';
import { createOpsApp } from '@tpedm/platform';
import type { Deps } from './deps.ts';
import { createEventsHandler, EVENTS_PATH } from './features/events/events-handler.ts';

/** The hot path has a handler of its own in front of Express, which would cost more than all the rest of it. */
export function createHandler({ config, log, db, metrics, eventMetrics, intake }: Deps): RequestListener {
  const handleEvent = createEventsHandler({ tokens: config.HOOK_TOKEN, intake, log, metrics: eventMetrics });
  const opsApp = createOpsApp({ log, metrics, checks: [{ name: 'database', check: () => checkDatabase(db) }] });
  return (req, res) => {
    if (req.method === 'POST' && req.url === EVENTS_PATH) handleEvent(req, res);
    else opsApp(req, res);
  };
}
