import type { Logger } from '@tpedm/platform';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { ApiFault, badRequest, internalError } from './api-fault.ts';

/** JSON without a charset, as EMQX sends it. */
export function sendJson(res: Response, body: unknown, status = 200): void {
  const bytes = Buffer.from(JSON.stringify(body));
  res.status(status).setHeader('content-type', 'application/json');
  res.end(bytes);
}

export const notFoundPage: RequestHandler = (_req, res) => {
  const page = '<html><head><title>404 - NOT FOUND</title></head><body><h1>404 - NOT FOUND</h1></body></html>';
  res.status(404).type('text/html').send(page);
};

type BodyParserError = { type?: string; status?: number };

function faultOf(error: unknown): ApiFault | null {
  if (error instanceof ApiFault) return error;
  const { type, status } = error as BodyParserError;
  if (type === 'entity.parse.failed') return badRequest('Invalid json message received');
  return status !== undefined && status >= 400 && status < 500 ? badRequest('The request cannot be read') : null;
}

/** Errors in EMQX's form: a code and a message. What nobody expected is logged and its details stay inside. */
export function apiErrorHandler(log: Logger): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const known = faultOf(error);
    if (!known) log.error('request failed', { method: req.method, path: req.path, error });
    const { status, body } = known ?? internalError('The log has the details');
    if (status === 401) res.setHeader('www-authenticate', 'Basic Realm="emqx-dashboard"');
    if (body) sendJson(res, body, status);
    else res.status(status).end();
  };
}
