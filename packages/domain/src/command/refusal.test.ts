import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { HttpMethod } from './command.ts';
import { commandRefusal } from './refusal.ts';

const refusal = (call: string): string | null => {
  const [method, path] = call.split(/ (.*)/) as [HttpMethod, string];
  return commandRefusal({ method, path });
};

test.each([
  ['POST /auth', /\/auth/],
  ['GET /auth', /\/auth/],
  ['PUT /auth/websocket-token', /\/auth/],
  ['GET /device/route', /\/device\/route/],
  ['PATCH /device/route', /\/device\/route/],
  ['GET /api/v1/device/general', /leave \/api\/v1 out/],
  ['GET /events?download=true', /file/],
  ['GET /events?limit=5&download', /file/],
  ['GET /events?event=true', /stream/],
  ['GET /system/log?download=true&appName=modbusmaster', /file/],
  ['GET /system/configuration?action=download&encryption=true', /file/],
  ['PUT /system/configuration', /takes a file/],
  ['PUT /system/httpserver', /takes a file/],
  ['POST /azure-device', /takes a file/],
  ['POST /azure-iotedge/certificates', /takes a file/],
  ['GET /sparkplug/configuration?encryption=true', /file/],
  ['PUT /sparkplug/configuration', /takes a file/],
  ['POST /function', /takes a file/],
  ['GET /modbusmaster/control/config/masters/export', /file/],
  ['POST /modbusmaster/control/config/masters/import', /takes a file/],
  ['GET /modbusmaster/control/config/mcmds/export?remoteDevId=1', /file/],
  ['POST /modbusmaster/control/config/mcmds/import', /takes a file/],
  ['POST /modbusmaster/diagnose/traffic/stop', /file/],
  ['GET /tags/monitor/system/status?streamInterval=1000&tags=cpuUsage', /stream/],
  ['GET /tags/monitor/system/storage?streamInterval=1000&tags=x', /stream/],
  ['GET /tags/monitor/system/network?tags=x&streamInterval=1000', /stream/],
  ['GET /logger/export?name=a.csv', /file/],
  ['POST /logger/ftp/regen-key-pair', /file/],
  ['POST /openvpn/profile', /takes a file/],
  ['GET /openvpn/profile', /file/],
  ['GET /openvpn/log', /file/],
])('refuses %s with the reason', (call, reason) => {
  expect(refusal(call)).toMatch(reason);
});

test.each([
  'POST //auth',
  'POST /AUTH/',
  'POST /./auth',
  'POST /x/../auth',
  'POST /%61uth',
  'POST /%61uth/%zz',
  'POST /x/%2e%2e/auth',
  'POST /device%2Froute',
  'GET /device//route?x=1',
  'GET /events?%64ownload=true',
  'GET /system/configuration?action=get-profile&action=DOWNLOAD',
])('is not deceived by %s', (call) => {
  expect(refusal(call)).not.toBeNull();
});

test.each([
  'GET /device/general',
  'GET /device/time?x=1',
  'GET /authentication',
  'GET /device/routes',
  'GET /events?limit=50&sort=desc',
  'GET /events?download=false',
  'DELETE /events',
  'GET /system/log',
  'PUT /system/log',
  'GET /system/configuration?action=get-profile',
  'PATCH /system/httpserver',
  'GET /azure-device',
  'DELETE /function?id=hourly-report',
  'GET /tags/monitor/modbus_tcp_master/pump?tags=flow',
  'GET /logger/files',
  'DELETE /openvpn/profile',
  'PUT /tpfunc/modbus/import',
  'POST /system/upgrade/file',
])('lets %s pass', (call) => {
  expect(refusal(call)).toBeNull();
});

test.each([
  ['device/general', /start with "\/"/],
  ['', /start with "\/"/],
  ['/device/general HTTP/1.1', /spaces/],
  ['/device/gene\u0000ral', /control characters/],
  ['/device/general\r\nX: y', /control characters/],
])('refuses the path %j, which is none', (path, reason) => {
  expect(commandRefusal({ method: 'GET', path })).toMatch(reason);
});

test('lets every operation of the delivered catalogue pass', () => {
  const seeds = readFileSync(new URL('../../../../db-init/seeds/operations.json', import.meta.url), 'utf8');
  const { categories } = JSON.parse(seeds) as { categories: { operations: { method: HttpMethod; path: string }[] }[] };
  const operations = categories.flatMap((category) => category.operations);
  expect(operations.length).toBeGreaterThan(300);
  expect(operations.filter((operation) => commandRefusal(operation) !== null)).toEqual([]);
});
