import { checkDatabase, translateDatabaseError } from '@tpedm/db';
import { errorHandler, healthRouter, metricsRouter, requestId, routeNotFound } from '@tpedm/platform';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Deps } from './deps.ts';
import { auditRoutes } from './features/audit/audit-routes.ts';
import { authRoutes } from './features/auth/auth-routes.ts';
import { commandRoutes } from './features/commands/command-routes.ts';
import { caCertificate } from './features/console/ca-certificate.ts';
import { consoleRouter } from './features/console/console-router.ts';
import { deviceRoutes } from './features/devices/device-routes.ts';
import { liveEventRoutes } from './features/live-events/live-event-routes.ts';
import { docsRouter } from './features/openapi/docs-router.ts';
import { operationRoutes } from './features/operations/operation-routes.ts';
import { tokenRoutes } from './features/tokens/token-routes.ts';
import { userRoutes } from './features/users/user-routes.ts';
import { mountRoutes } from './http/mount-routes.ts';
import { limitByAddress, retryAfter } from './http/rate-limit.ts';
import { requestLog } from './http/request-log.ts';
import type { Route } from './http/route.ts';
import { noStore, securityHeaders } from './http/security-headers.ts';

/** The route table: everything below `/api/v1`. */
export const apiRoutes = (deps: Deps): Route[] => [
  ...authRoutes(deps),
  ...deviceRoutes(deps),
  ...commandRoutes(deps),
  ...operationRoutes(deps),
  ...liveEventRoutes(deps),
  ...userRoutes(deps),
  ...tokenRoutes(deps),
  ...auditRoutes(deps),
];

/** The whole of dm-web's HTTP, not listening yet. */
export function createApp(deps: Deps): Express {
  const { config, log, metrics, db } = deps;
  const routes = apiRoutes(deps);
  const app = express();
  app.set('trust proxy', config.TRUST_PROXY ?? false);
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requestId, ...securityHeaders());
  app.use('/health', healthRouter([{ name: 'database', check: () => checkDatabase(db) }], log));
  app.use('/metrics', metricsRouter(metrics));
  // From here on: what health checks ask every few seconds is worth no line.
  app.use(requestLog(log, metrics));
  app.use('/api', noStore, limitByAddress(config.API_REQUESTS_PER_SECOND));
  app.use('/api', docsRouter(routes, config));
  app.use('/api/v1', mountRoutes(routes, deps.authenticator.authenticate));
  app.use(['/api', '/health', '/metrics'], routeNotFound);
  app.get('/ca.crt', caCertificate(config.CA_CERTIFICATE));
  app.use(consoleRouter(config.CONSOLE_DIR));
  app.use(routeNotFound);
  app.use(nameMissingDatabase, retryAfter, errorHandler(log));
  return app;
}

const nameMissingDatabase: ErrorRequestHandler = (error, _req, _res, next) => next(translateDatabaseError(error));
