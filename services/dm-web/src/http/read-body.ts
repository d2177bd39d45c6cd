import { AppError } from '@tpedm/domain';
import express, { type Request, type RequestHandler } from 'express';

export const DEFAULT_BODY_LIMIT_BYTES = 100_000;

/** Reads a JSON body; any other kind of body is refused. Without a schema for it the body is left unread. */
export function readBody(hasSchema: boolean, limitBytes = DEFAULT_BODY_LIMIT_BYTES): RequestHandler {
  const readJson = express.json({ limit: limitBytes, strict: false });
  return (req, res, next) => {
    if (!hasBody(req)) return next();
    if (!req.is('application/json')) {
      throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as JSON, with the header Content-Type: application/json');
    }
    return hasSchema ? readJson(req, res, next) : next();
  };
}

const hasBody = (req: Request): boolean =>
  req.get('transfer-encoding') !== undefined || Number(req.get('content-length') ?? 0) > 0;
