import { getDevice, getDeviceAccess, listDeviceEvents } from '@tpedm/db';
import { clientidSchema, deviceConnectionSchema, deviceEventSchema, pageQuerySchema, pageSchema } from '@tpedm/domain';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { type Route, route } from '../../http/route.ts';
import { connectionSettings } from './connection-settings.ts';
import { askLiveConnection } from './live-connection.ts';

const TAG = 'Devices';
const deviceParams = z.object({ clientid: clientidSchema });

/** How a device reaches the broker, and what the broker says of it. */
export const connectionRoutes = ({ db, emqx, publicAddress }: Deps): Route[] => [
  route({
    method: 'get',
    path: '/devices/:clientid/connection',
    access: 'device:read',
    tag: TAG,
    summary: 'Where a device connects to, and its session as the broker sees it now',
    params: deviceParams,
    responses: { 200: deviceConnectionSchema },
    errors: ['DEVICE_NOT_FOUND'],
    handler: async ({ params: { clientid }, req }) => {
      const { username, inputRoot } = await getDeviceAccess(db, clientid);
      const settings = { ...connectionSettings(publicAddress, req, clientid, inputRoot), username };
      return { settings, ...(await askLiveConnection(emqx, clientid)) };
    },
  }),
  route({
    method: 'get',
    path: '/devices/:clientid/events',
    access: 'device:read',
    tag: TAG,
    summary: 'History of a device, newest first',
    description: 'What the broker reported and what people changed. total counts up to 1,000.',
    params: deviceParams,
    query: pageQuerySchema,
    responses: { 200: pageSchema(deviceEventSchema) },
    errors: ['DEVICE_NOT_FOUND', 'INVALID_CURSOR'],
    handler: async ({ params: { clientid }, query }) => {
      await getDevice(db, clientid);
      return await listDeviceEvents(db, clientid, query);
    },
  }),
];
