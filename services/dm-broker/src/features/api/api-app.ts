import { healthRouter, type Logger, metricsRouter, type ReadinessCheck, type Registry } from '@tpedm/platform';
import express, { type Express } from 'express';
import { apiErrorHandler, notFoundPage } from './answers.ts';
import { type ApiKey, requireApiKey } from './api-keys.ts';
import { mountRoutes, type Routes } from './routes.ts';
import { statusHandler } from './status-routes.ts';

export type ApiAppDeps = {
  log: Logger;
  metrics: Registry;
  checks: readonly ReadinessCheck[];
  apiKeys: readonly ApiKey[];
  routes: readonly Routes[];
};

/** The management API under `/api/v5`, as EMQX has it, and beside it health and metrics for whoever runs us. */
export function createApiApp({ log, metrics, checks, apiKeys, routes }: ApiAppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use('/health', healthRouter(checks, log));
  app.use('/metrics', metricsRouter(metrics));
  app.get(['/status', '/api/v5/status'], statusHandler);
  const api = express.Router();
  const requireKey = requireApiKey(apiKeys);
  for (const table of routes) mountRoutes(api, requireKey, table);
  app.use('/api/v5', api);
  app.use(notFoundPage);
  app.use(apiErrorHandler(log));
  return app;
}
