import { listSessions } from '@tpedm/db';
import { pageQuerySchema, pageSchema, sessionEndSchema, sessionSchema } from '@tpedm/domain';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { type Route, route } from '../../http/route.ts';
import { endOwnSessions } from './end-sessions.ts';

const COMMON = { access: 'signed-in', tag: 'Sign-in' } as const;

export const ownSessionRoutes = (deps: Deps): Route[] => [
  route({
    ...COMMON,
    method: 'get',
    path: '/auth/sessions',
    summary: 'Where you are signed in',
    description: 'Your open sessions, the last used first.',
    query: pageQuerySchema,
    responses: { 200: pageSchema(sessionSchema) },
    handler: ({ actor, query }) => listSessions(deps.db, { userId: actor.userId, currentId: actor.sessionId }, query),
  }),
  route({
    ...COMMON,
    method: 'post',
    path: '/auth/sessions/end',
    summary: 'End your sessions elsewhere',
    description:
      'One session, or without `id` all but the one that asks; their browsers are signed out within a second, open live streams end within six. API tokens stay. Asks for your password, so that somebody with a stolen session cannot lock you out.',
    body: sessionEndSchema,
    responses: { 200: z.object({ ended: z.number().int().meta({ description: 'How many were open' }) }) },
    errors: ['INVALID_CREDENTIALS', 'SESSION_NOT_FOUND'],
    handler: ({ actor, body }) => endOwnSessions(deps, actor, body),
  }),
];
