import { getDevice, listDevices } from '@tpedm/db';
import {
  clientidSchema,
  connectionSettingsSchema,
  credentialsRequestSchema,
  credentialsSchema,
  deviceCreateSchema,
  deviceListQuerySchema,
  deviceSchema,
  deviceSummarySchema,
  deviceUpdateSchema,
  pageSchema,
} from '@tpedm/domain';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { type Route, route } from '../../http/route.ts';
import { connectionSettings } from './connection-settings.ts';
import { connectionRoutes } from './device-connection-routes.ts';

const TAG = 'Devices';
const deviceParams = z.object({ clientid: clientidSchema });

export const deviceRoutes = (deps: Deps): Route[] => [
  ...listRoutes(deps),
  ...recordRoutes(deps),
  ...accessRoutes(deps),
  ...connectionRoutes(deps),
];

const listRoutes = ({ db, deviceCounts, devices, publicAddress }: Deps): Route[] => [
  route({
    method: 'get',
    path: '/devices',
    access: 'device:read',
    tag: TAG,
    summary: 'List devices',
    description:
      'search looks into client id, name, tags, model, serial number and host name. Pass nextCursor of a page to get the next. ' +
      'total is exact, but for a search counts up to 10,000.',
    query: deviceListQuerySchema,
    responses: { 200: pageSchema(deviceSchema) },
    errors: ['INVALID_CURSOR'],
    handler: async ({ query }) => {
      const [page, total] = await Promise.all([listDevices(db, query), deviceCounts.total(query)]);
      return { ...page, total };
    },
  }),
  route({
    method: 'get',
    path: '/devices/summary',
    access: 'device:read',
    tag: TAG,
    summary: 'Count devices by presence',
    responses: { 200: deviceSummarySchema },
    handler: () => deviceCounts.summary(),
  }),
  route({
    method: 'post',
    path: '/devices',
    access: 'device:write',
    tag: TAG,
    summary: 'Register a device',
    description: 'The secret is in the answer and nowhere else: it cannot be read again, only replaced.',
    body: deviceCreateSchema,
    responses: {
      201: z.object({ device: deviceSchema, credentials: credentialsSchema, connection: connectionSettingsSchema }),
    },
    errors: ['CLIENTID_TAKEN'],
    handler: async ({ actor, body, req }) => ({
      ...(await devices.register(actor, body)),
      connection: connectionSettings(publicAddress, req, body.clientid),
    }),
  }),
];

const recordRoutes = ({ db, devices }: Deps): Route[] => [
  route({
    method: 'get',
    path: '/devices/:clientid',
    access: 'device:read',
    tag: TAG,
    summary: 'Read a device',
    params: deviceParams,
    responses: { 200: deviceSchema },
    errors: ['DEVICE_NOT_FOUND'],
    handler: ({ params }) => getDevice(db, params.clientid),
  }),
  route({
    method: 'patch',
    path: '/devices/:clientid',
    access: 'device:write',
    tag: TAG,
    summary: 'Change the name or the tags of a device',
    params: deviceParams,
    body: deviceUpdateSchema,
    responses: { 200: deviceSchema },
    errors: ['DEVICE_NOT_FOUND'],
    handler: ({ actor, params, body }) => devices.update(actor, params.clientid, body),
  }),
  route({
    method: 'delete',
    path: '/devices/:clientid',
    access: 'device:write',
    tag: TAG,
    summary: 'Remove a device with its commands, and end its session',
    params: deviceParams,
    responses: { 204: null },
    errors: ['DEVICE_NOT_FOUND'],
    handler: ({ actor, params }) => devices.remove(actor, params.clientid),
  }),
];

const accessRoutes = ({ devices }: Deps): Route[] => [
  route({
    method: 'post',
    path: '/devices/:clientid/enable',
    access: 'device:write',
    tag: TAG,
    summary: 'Let a device connect again',
    params: deviceParams,
    responses: { 200: deviceSchema },
    errors: ['DEVICE_NOT_FOUND'],
    handler: ({ actor, params }) => devices.setEnabled(actor, params.clientid, true),
  }),
  route({
    method: 'post',
    path: '/devices/:clientid/disable',
    access: 'device:write',
    tag: TAG,
    summary: 'Keep a device out, and end its session',
    params: deviceParams,
    responses: { 200: deviceSchema },
    errors: ['DEVICE_NOT_FOUND'],
    handler: ({ actor, params }) => devices.setEnabled(actor, params.clientid, false),
  }),
  route({
    method: 'post',
    path: '/devices/:clientid/credentials',
    access: 'device:write',
    tag: TAG,
    summary: 'Give a device a new secret, and end its session',
    description: 'Generated when no password is given. It is in the answer and nowhere else.',
    params: deviceParams,
    body: credentialsRequestSchema.default({}),
    responses: { 201: z.object({ credentials: credentialsSchema }) },
    errors: ['DEVICE_NOT_FOUND'],
    handler: async ({ actor, params, body }) => ({
      credentials: await devices.replaceSecret(actor, params.clientid, body.password),
    }),
  }),
];
