import { listApiTokens } from '@tpedm/db';
import { pageQuerySchema, pageSchema, tokenCreateSchema, tokenSchema } from '@tpedm/domain';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { idParams } from '../../http/id-params.ts';
import { type Route, route } from '../../http/route.ts';
import { createToken, reachOf, removeToken } from './change-token.ts';

const COMMON = { access: 'token:own', tag: 'API tokens' } as const;

export const tokenRoutes = (deps: Deps): Route[] => [
  route({
    ...COMMON,
    method: 'get',
    path: '/tokens',
    summary: 'List API tokens',
    description: 'Your own; administrators see those of everybody.',
    query: pageQuerySchema,
    responses: { 200: pageSchema(tokenSchema) },
    handler: ({ actor, query }) => listApiTokens(deps.db, { ...query, userId: reachOf(actor) }),
  }),
  route({
    ...COMMON,
    method: 'post',
    path: '/tokens',
    summary: 'Make an API token',
    description:
      'The token is shown this once. It has your role, or a lesser one that you ask for, and never more than you have at the time of use. One that is made with another token expires with it at the latest, and is deleted with it.',
    body: tokenCreateSchema,
    responses: { 201: z.object({ id: z.string(), token: z.string() }) },
    handler: ({ actor, body }) => createToken(deps, actor, body),
  }),
  route({
    ...COMMON,
    method: 'delete',
    path: '/tokens/:id',
    summary: 'Delete an API token',
    params: idParams,
    responses: { 204: null },
    errors: ['TOKEN_NOT_FOUND'],
    handler: ({ actor, params }) => removeToken(deps, actor, params.id),
  }),
];
