import type { RequestHandler } from 'express';
import { NODE_NAME } from '../../node-name.ts';
import { type ActionCounters, noEvents } from '../events/action-metrics.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';
import { sendJson } from './answers.ts';
import type { Routes } from './routes.ts';
import { actionMetricsJson, createStats } from './stats-json.ts';

/** Release of EMQX whose contract this broker keeps. */
const CONTRACT_VERSION = 'v5.8.9';
const ACTION_ID = 'http:dm_webhook';

/** `/status` needs no key. */
export const statusHandler: RequestHandler = (req, res) => {
  res.setHeader('retry-after', '15');
  if (req.query.format === 'json') {
    sendJson(res, { rel_vsn: CONTRACT_VERSION, node_name: NODE_NAME, broker_status: 'started', app_status: 'running' });
    return;
  }
  res.setHeader('content-type', 'text/plain');
  res.end(`Node ${NODE_NAME} is started\nemqx is running`);
};

/** `/stats`, and the metrics of the one action. Another action has zeros, as with EMQX. */
export function statusRoutes(deps: { sessions: SessionRegistry; counters: ActionCounters }): Routes {
  const stats = createStats(deps.sessions);
  return {
    '/stats': {
      get: (req, res) => sendJson(res, req.query.aggregate === 'true' ? stats() : [{ ...stats(), node: NODE_NAME }]),
    },
    '/actions/:actionId/metrics': {
      get: (req, res) => sendJson(res, actionMetricsJson(req.params.actionId === ACTION_ID ? deps.counters : noEvents())),
    },
  };
}
