import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

const ACCEPTED = /^[A-Za-z0-9._-]{8,64}$/;

/** Gives each request an id, taken over from a proxy when it looks like one; it is in the answer, the log and every error. */
export function requestId(req: Request, res: Response, next: NextFunction): void {
  const given = req.get('x-request-id');
  const id = given && ACCEPTED.test(given) ? given : randomUUID();
  res.locals.requestId = id;
  res.set('x-request-id', id);
  next();
}

export const requestIdOf = (res: Response): string => String(res.locals.requestId);
