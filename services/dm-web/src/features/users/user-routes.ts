import { listUsers } from '@tpedm/db';
import { pageQuerySchema, pageSchema, userCreateSchema, userSchema, userUpdateSchema } from '@tpedm/domain';
import type { Deps } from '../../deps.ts';
import { idParams } from '../../http/id-params.ts';
import { type Route, route } from '../../http/route.ts';
import { endSessionsOf } from '../auth/end-sessions.ts';
import { changeUser, createUser, getUser, removeUser } from './change-user.ts';

const COMMON = { access: 'user:manage', tag: 'Users' } as const;

export const userRoutes = (deps: Deps): Route[] => [
  route({
    ...COMMON,
    method: 'get',
    path: '/users',
    summary: 'List users',
    query: pageQuerySchema,
    responses: { 200: pageSchema(userSchema) },
    handler: ({ query }) => listUsers(deps.db, query),
  }),
  route({
    ...COMMON,
    method: 'post',
    path: '/users',
    summary: 'Make a user',
    body: userCreateSchema,
    responses: { 201: userSchema },
    errors: ['USERNAME_TAKEN'],
    handler: ({ actor, body }) => createUser(deps, actor, body),
  }),
  route({
    ...COMMON,
    method: 'get',
    path: '/users/:id',
    summary: 'Read a user',
    params: idParams,
    responses: { 200: userSchema },
    errors: ['USER_NOT_FOUND'],
    handler: ({ params }) => getUser(deps, params.id),
  }),
  route({
    ...COMMON,
    method: 'patch',
    path: '/users/:id',
    summary: 'Change a user',
    description: 'What is left out stays. A new password, and being disabled, end all sessions of the user.',
    params: idParams,
    body: userUpdateSchema,
    responses: { 200: userSchema },
    errors: ['USER_NOT_FOUND', 'LAST_ADMINISTRATOR'],
    handler: ({ actor, params, body }) => changeUser(deps, actor, params.id, body),
  }),
  route({
    ...COMMON,
    method: 'delete',
    path: '/users/:id',
    summary: 'Delete a user',
    description: 'Ends the sessions and deletes the API tokens of the user. The audit log keeps the name.',
    params: idParams,
    responses: { 204: null },
    errors: ['USER_NOT_FOUND', 'LAST_ADMINISTRATOR'],
    handler: ({ actor, params }) => removeUser(deps, actor, params.id),
  }),
  route({
    ...COMMON,
    method: 'delete',
    path: '/users/:id/sessions',
    summary: 'End all sessions of a user',
    description:
      'Signs the user out of every browser within a second; open live streams end within six. They may sign in again, and their API tokens stay.',
    params: idParams,
    responses: { 204: null },
    errors: ['USER_NOT_FOUND'],
    handler: ({ actor, params }) => endSessionsOf(deps, actor, params.id),
  }),
];
