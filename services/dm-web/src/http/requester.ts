import { requestIdOf } from '@tpedm/platform';
import type { Request, Response } from 'express';
import type { Actor } from './route.ts';

/** Where a request came from; known before it is known who sent it. */
export type Requester = Pick<Actor, 'address' | 'requestId'>;

export const requesterOf = (req: Request, res: Response): Requester => ({ address: req.ip ?? '', requestId: requestIdOf(res) });
