import express, { type RequestHandler, type Router } from 'express';
import { ApiFault, unsupportedMediaType } from './api-fault.ts';

/** Handlers of one path by method. */
export type Methods = Partial<Record<'get' | 'post' | 'delete', RequestHandler>>;
export type Routes = Record<string, Methods>;

/** Room for a message of the greatest size in base64 with its JSON around it; what is larger is no message. */
const BODY_LIMIT = '4mb';

const hasBody = (req: express.Request): boolean =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;

const jsonOnly: RequestHandler = (req, _res, next) => {
  if (req.method === 'POST' && hasBody(req) && !req.is('application/json')) throw unsupportedMediaType();
  next();
};

/** Mounts paths that need an API key. A known path with another method is 405 without a body. */
export function mountRoutes(router: Router, requireKey: RequestHandler, routes: Routes): void {
  const json = express.json({ limit: BODY_LIMIT, strict: false });
  for (const [path, methods] of Object.entries(routes)) {
    const route = router.route(path);
    route.all((req, res, next) => {
      if (req.method.toLowerCase() in methods) return next();
      res.setHeader('allow', Object.keys(methods).join(', ').toUpperCase());
      throw new ApiFault(405, null);
    });
    route.all(requireKey, jsonOnly, json);
    for (const method of ['get', 'post', 'delete'] as const) {
      const handler = methods[method];
      if (handler) route[method](handler);
    }
  }
}
