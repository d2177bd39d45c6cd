import { getCommand, getDevice, listCommands } from '@tpedm/db';
import {
  type Command,
  clientidSchema,
  commandListQuerySchema,
  commandRequestSchema,
  commandSchema,
  isFinal,
  MAX_COMMAND_BODY_BYTES,
  pageSchema,
} from '@tpedm/domain';
import type { Response } from 'express';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { idParams } from '../../http/id-params.ts';
import { type Route, route } from '../../http/route.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';

const TAG = 'Commands';
const MAX_WAIT_SECONDS = 60;
/** What a body of the longest command weighs at most when each of its characters is escaped, and its envelope. */
const BODY_LIMIT_BYTES = 2 * MAX_COMMAND_BODY_BYTES;

const deviceParams = z.object({ clientid: clientidSchema });
const waitQuery = z.object({ wait: z.coerce.number().int().min(1).max(MAX_WAIT_SECONDS).optional() });

export const commandRoutes = (deps: Deps): Route[] => [sendRoute(deps), ...listRoutes(deps), ...recordRoutes(deps)];

const sendRoute = ({ commands, commandWaiters }: Deps): Route =>
  route({
    method: 'post',
    path: '/devices/:clientid/commands',
    access: 'command:send',
    tag: TAG,
    summary: 'Invoke a REST call of a device',
    description:
      'The command is stored and sent as soon as the device is ready. wait holds the answer until the command has ended (200) ' +
      'or so many seconds are over (202). With the header Idempotency-Key the same request can be repeated without a second ' +
      'command.',
    params: deviceParams,
    query: waitQuery,
    body: commandRequestSchema,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    responses: { 200: commandSchema, 202: commandSchema },
    errors: [
      'COMMAND_NOT_INVOCABLE',
      'BODY_TOO_LARGE',
      'DEVICE_NOT_FOUND',
      'DEVICE_DISABLED',
      'TOO_MANY_COMMANDS',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    handler: async ({ actor, params, query, body, req, res }) => {
      const command = await commands.send(actor, params.clientid, body, idempotencyKeyOf(req));
      const { wait } = query;
      const latest = wait === undefined ? command : await commandWaiters.untilFinal(command, wait * 1_000, closedSignal(res));
      res.status(wait !== undefined && isFinal(latest.state) ? 200 : 202).json(latest satisfies Command);
    },
  });

/** Aborted when the client is gone, so that nobody waits on its behalf. */
function closedSignal(res: Response): AbortSignal {
  const controller = new AbortController();
  res.once('close', () => controller.abort());
  return controller.signal;
}

const listRoutes = ({ db }: Deps): Route[] => [
  route({
    method: 'get',
    path: '/commands',
    access: 'command:read',
    tag: TAG,
    summary: 'List commands, newest first',
    description:
      'A body or answer of more than 32,000 bytes is left out and named in omitted; read the one command for it. ' +
      'total counts up to 10,000.',
    query: commandListQuerySchema,
    responses: { 200: pageSchema(commandSchema) },
    errors: ['INVALID_CURSOR'],
    handler: ({ query }) => listCommands(db, query),
  }),
  route({
    method: 'get',
    path: '/devices/:clientid/commands',
    access: 'command:read',
    tag: TAG,
    summary: 'List the commands of a device, newest first',
    params: deviceParams,
    query: commandListQuerySchema.omit({ clientid: true }),
    responses: { 200: pageSchema(commandSchema) },
    errors: ['DEVICE_NOT_FOUND', 'INVALID_CURSOR'],
    handler: async ({ params: { clientid }, query }) => {
      await getDevice(db, clientid);
      return await listCommands(db, { ...query, clientid });
    },
  }),
];

const recordRoutes = ({ db, commands }: Deps): Route[] => [
  route({
    method: 'get',
    path: '/commands/:id',
    access: 'command:read',
    tag: TAG,
    summary: 'Read a command',
    params: idParams,
    responses: { 200: commandSchema },
    errors: ['COMMAND_NOT_FOUND'],
    handler: ({ params }) => getCommand(db, params.id),
  }),
  route({
    method: 'post',
    path: '/commands/:id/cancel',
    access: 'command:send',
    tag: TAG,
    summary: 'End a command that has not ended',
    description: 'One that was sent may still take effect on the device; its answer is then kept as lateResponse.',
    params: idParams,
    responses: { 200: commandSchema },
    errors: ['COMMAND_NOT_FOUND', 'COMMAND_ALREADY_FINAL'],
    handler: ({ actor, params }) => commands.cancel(actor, params.id),
  }),
];
