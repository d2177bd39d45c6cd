import { Histogram, type Logger, type Registry } from '@tpedm/platform';
import type { RequestHandler } from 'express';

const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Logs and measures each request when it ends. The address is logged as its template and never with its query. */
export function requestLog(log: Logger, metrics: Registry): RequestHandler {
  const durations = new Histogram({
    name: 'tpedm_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [metrics],
  });
  return (req, res, next) => {
    const startedMs = performance.now();
    res.on('close', () => {
      const durationMs = performance.now() - startedMs;
      const route = String(res.locals.route ?? 'other');
      const status = res.writableFinished ? res.statusCode : 499;
      durations.observe({ method: req.method, route, status }, durationMs / 1_000);
      const { requestId, actor } = res.locals;
      log.info('request', {
        requestId,
        method: req.method,
        route,
        status,
        durationMs: Math.round(durationMs),
        actorId: actor?.id,
      });
    });
    next();
  };
}
