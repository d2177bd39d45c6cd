import { isObject } from '@tpedm/domain';
import { type Call, failure, ok, okList, type Reply, type Route } from './reply.ts';

/** Dotted labels of letters, digits and hyphens; the first character is a letter. */
const HOST_NAME = /^[A-Za-z][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*$/;
const MAX_DESCRIPTION_CHARACTERS = 512;

function patchGeneral({ gateway, body }: Call): Reply {
  if (!isObject(body)) return failure(400, 'Invalid request body.');
  const { hostName = gateway.general.hostName, description = gateway.general.description } = body;
  if (typeof hostName !== 'string' || !HOST_NAME.test(hostName)) return failure(400, 'Invalid host name.');
  if (typeof description !== 'string' || description.length > MAX_DESCRIPTION_CHARACTERS) {
    return failure(400, 'Invalid description.');
  }
  Object.assign(gateway.general, { hostName, description });
  return ok(gateway.general);
}

const timeOf = ({ gateway, now }: Call) => ({
  ...gateway.time,
  time: new Date(now.getTime() + gateway.clockOffsetMs).toISOString(),
});

function setTime(call: Call): Reply {
  const { gateway, body, now } = call;
  if (!isObject(body)) return failure(400, 'Invalid request body.');
  if (body.time !== undefined) {
    const time = Date.parse(String(body.time));
    if (Number.isNaN(time)) return failure(400, 'Invalid time.');
    gateway.clockOffsetMs = time - now.getTime();
  }
  if (typeof body.timezone === 'string') gateway.time.timezone = body.timezone;
  if (isObject(body.ntp)) Object.assign(gateway.time.ntp, body.ntp);
  return ok(timeOf(call));
}

const byId = <T extends { id: number }>(items: readonly T[], { params }: Call): T | undefined =>
  items.find(({ id }) => String(id) === params.id);

function patchInterface(call: Call, item: { id: number } | undefined, answer: (item: object) => Reply): Reply {
  if (!item) return failure(404, 'interface not found');
  if (!isObject(call.body)) return failure(400, 'Invalid request body.');
  Object.assign(item, call.body, { id: item.id });
  return answer(item);
}

/** A single modem comes without the `data` wrapper that everything else has. */
const bare = (item: object): Reply => ({ status: 200, body: item });

export const DEVICE_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/device/general', handle: ({ gateway }) => ok(gateway.general) },
  { method: 'PATCH', pattern: '/device/general', handle: patchGeneral },
  { method: 'GET', pattern: '/device/time', handle: (call) => ok(timeOf(call)) },
  { method: 'PUT', pattern: '/device/time', handle: setTime },
  { method: 'PATCH', pattern: '/device/time', handle: setTime },
  { method: 'GET', pattern: '/device/ethernets', handle: ({ gateway }) => okList(gateway.ethernets) },
  {
    method: 'GET',
    pattern: '/device/ethernets/{id}',
    handle: (call) => {
      const item = byId(call.gateway.ethernets, call);
      return item ? ok(item) : failure(404, 'interface not found');
    },
  },
  {
    method: 'PATCH',
    pattern: '/device/ethernets/{id}',
    handle: (call) => patchInterface(call, byId(call.gateway.ethernets, call), ok),
  },
  { method: 'GET', pattern: '/device/cellulars', handle: ({ gateway }) => okList(gateway.cellulars) },
  {
    method: 'GET',
    pattern: '/device/cellulars/{id}',
    handle: (call) => {
      const item = byId(call.gateway.cellulars, call);
      return item ? bare(item) : failure(404, 'interface not found');
    },
  },
  {
    method: 'PATCH',
    pattern: '/device/cellulars/{id}',
    handle: (call) => patchInterface(call, byId(call.gateway.cellulars, call), bare),
  },
];
