import express, { type Express } from 'express';
import type { Logger } from '../log/logger.ts';
import { errorHandler, routeNotFound } from './error-handler.ts';
import { healthRouter, type ReadinessCheck } from './health.ts';
import { metricsRouter, type Registry } from './metrics.ts';
import { requestId } from './request-id.ts';

/** The HTTP face of a service that has no other: health and metrics. */
export function createOpsApp(deps: { log: Logger; metrics: Registry; checks: readonly ReadinessCheck[] }): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(requestId);
  app.use('/health', healthRouter(deps.checks, deps.log));
  app.use('/metrics', metricsRouter(deps.metrics));
  app.use(routeNotFound);
  app.use(errorHandler(deps.log));
  return app;
}
