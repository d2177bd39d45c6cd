import { AppError, may } from '@tpedm/domain';
import type { Request, RequestHandler } from 'express';
import { type Requester, requesterOf } from './requester.ts';
import type { Access, Actor } from './route.ts';
import { requireSameOrigin } from './same-origin.ts';

/**
 * Finds out who asks.
 * @throws AppError UNAUTHENTICATED or SESSION_EXPIRED
 */
export type Authenticate = (req: Request, requester: Requester) => Promise<Actor>;

/** Lets a request pass that comes from our own pages or from a program, and whose sender has the permission. */
export function checkAccess(access: Access, authenticate: Authenticate): RequestHandler {
  return async (req, res, next) => {
    requireSameOrigin(req);
    if (access !== 'public') {
      const actor = await authenticate(req, requesterOf(req, res));
      res.locals.actor = actor;
      requirePermission(access, actor);
    }
    next();
  };
}

function requirePermission(access: Exclude<Access, 'public'>, actor: Actor): void {
  if (access === 'signed-in' || may(actor.role, access)) return;
  throw new AppError('FORBIDDEN', `This needs the permission ${access}, which the role ${actor.role} does not have`, {
    permission: access,
    role: actor.role,
  });
}
