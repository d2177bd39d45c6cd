import { isObject } from '@tpedm/domain';
import { type Call, failure, ok, type Reply, type Route } from './reply.ts';

/** From this version on the SSH server is described with other names, but changed with the old ones. */
const RENAMED_SINCE = [2, 5] as const;

function hasRenamedSsh({ gateway }: Call): boolean {
  const [major = 0, minor = 0] = gateway.general.thingsproVersion.split('.').map(Number);
  return major > RENAMED_SINCE[0] || (major === RENAMED_SINCE[0] && minor >= RENAMED_SINCE[1]);
}

function getSsh(call: Call): Reply {
  const { enable, port } = call.gateway.sshServer;
  if (!hasRenamedSsh(call)) return ok({ enable, port });
  return ok({ sshEnable: enable, sshPort: port, sshWhiteList: [], maxRuleCount: 10 });
}

function setSsh({ gateway, body }: Call): Reply {
  if (!isObject(body)) return failure(400, 'Invalid request body.');
  const { enable = gateway.sshServer.enable, port = gateway.sshServer.port } = body;
  if (typeof enable !== 'boolean') return failure(400, 'Invalid enable.');
  if (typeof port !== 'number' || !isPort(port)) return failure(400, 'Invalid port.');
  gateway.sshServer = { enable, port };
  return ok(gateway.sshServer);
}

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;

function setHttp({ gateway, body }: Call): Reply {
  if (!isObject(body)) return failure(400, 'Invalid request body.');
  const known = Object.entries(body).filter(([key]) => key in gateway.httpServer);
  Object.assign(gateway.httpServer, Object.fromEntries(known));
  return ok(gateway.httpServer);
}

function setSerialConsole({ gateway, body }: Call): Reply {
  if (!isObject(body) || typeof body.enable !== 'boolean') return failure(400, 'Invalid enable.');
  gateway.serialConsole = { enable: body.enable };
  return ok(gateway.serialConsole);
}

const rebootPlan = ({ gateway }: Call): Reply =>
  ok({ ...gateway.rebootPlan, lastBootAt: gateway.general.lastBootTime, nextTriggerAt: '' });

function setReboot(call: Call): Reply {
  const { gateway, body } = call;
  if (!isObject(body)) return failure(400, 'Invalid request body.');
  if (body.now === true) return { ...ok('rebooting'), effect: 'reboot' };
  if (typeof body.enableScheduler !== 'boolean') return failure(400, 'Invalid enableScheduler.');
  gateway.rebootPlan.enableScheduler = body.enableScheduler;
  if (isObject(body.at)) Object.assign(gateway.rebootPlan.at, body.at);
  return rebootPlan(call);
}

export const SYSTEM_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/system/sshserver', handle: getSsh },
  { method: 'PUT', pattern: '/system/sshserver', handle: setSsh },
  { method: 'PATCH', pattern: '/system/sshserver', handle: setSsh },
  { method: 'GET', pattern: '/system/httpserver', handle: ({ gateway }) => ok(gateway.httpServer) },
  { method: 'PATCH', pattern: '/system/httpserver', handle: setHttp },
  { method: 'GET', pattern: '/system/serialconsole', handle: ({ gateway }) => ok(gateway.serialConsole) },
  { method: 'PUT', pattern: '/system/serialconsole', handle: setSerialConsole },
  { method: 'GET', pattern: '/system/reboot', handle: rebootPlan },
  { method: 'PUT', pattern: '/system/reboot', handle: setReboot },
];
