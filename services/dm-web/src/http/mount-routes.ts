import { AppError } from '@tpedm/domain';
import { type RequestHandler, type Response, Router } from 'express';
import { type Authenticate, checkAccess } from './access.ts';
import { parseInput } from './parse-input.ts';
import { readBody } from './read-body.ts';
import type { Actor, Route } from './route.ts';

/** Makes the route table answer: access is checked first, then the input is read and parsed, then the handler is called. */
export function mountRoutes(routes: readonly Route[], authenticate: Authenticate): Router {
  const router = Router();
  for (const entry of routes) {
    router[entry.method](
      entry.path,
      noteRoute(entry),
      checkAccess(entry.access, authenticate),
      readBody(entry.body !== undefined, entry.bodyLimitBytes),
      answer(entry),
    );
  }
  for (const path of new Set(routes.map((entry) => entry.path))) router.all(path, methodNotAllowed(path, routes));
  return router;
}

/** Notes the template for log and metrics: addresses as they come would make as many series as there are devices. */
const noteRoute =
  (entry: Route): RequestHandler =>
  (_req, res, next) => {
    res.locals.route = entry.path;
    next();
  };

const answer =
  (entry: Route): RequestHandler =>
  async (req, res) => {
    const input = parseInput(entry, req) as { params: never; query: never; body: never };
    const actor: Actor | null = res.locals.actor ?? null;
    const result = await entry.handler({ ...input, actor, req, res });
    if (result !== undefined || hasEmptyAnswer(entry)) send(res, entry, result);
  };

const statusOf = (entry: Route): number => Number(Object.keys(entry.responses)[0]);
const hasEmptyAnswer = (entry: Route): boolean => entry.responses[statusOf(entry)] === null;

function send(res: Response, entry: Route, result: unknown): void {
  if (res.headersSent) return;
  res.status(statusOf(entry));
  if (hasEmptyAnswer(entry)) res.end();
  else res.json(result);
}

function methodNotAllowed(path: string, routes: readonly Route[]): RequestHandler {
  const allowed = routes.filter((entry) => entry.path === path).map((entry) => entry.method.toUpperCase());
  return (req, res) => {
    res.locals.route = path;
    res.set('allow', allowed.join(', '));
    throw new AppError('METHOD_NOT_ALLOWED', `${req.method} is not possible here, only ${allowed.join(' and ')}`, { allowed });
  };
}
