import { requestIdOf } from '@tpedm/platform';
import type { Request, Response } from 'express';
import type { Actor } from './route.ts';

/** Where a request came from; known before it is known who sent it. */
export type Requester = Pick<Actor, 'address' | 'userAgent' | 'requestId'>;

/** Real ones have 100 to 200. */
const MAX_USER_AGENT_CHARACTERS = 300;

export const requesterOf = (req: Request, res: Response): Requester => ({
  address: req.ip ?? '',
  userAgent: req.get('user-agent')?.slice(0, MAX_USER_AGENT_CHARACTERS) ?? null,
  requestId: requestIdOf(res),
});
