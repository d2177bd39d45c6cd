import { describe, expect, test } from '@jest/globals';
import { parseProfile } from '@tpedm/domain';
import { callGatewayApi } from './gateway-api.ts';
import { createGatewayState, type GatewayState } from './gateway-state.ts';
import { MODELS } from './models.ts';
import { seededRandom } from './seeded-random.ts';

const START = new Date('2026-03-01T08:00:00Z');
const after = (seconds: number): Date => new Date(START.getTime() + seconds * 1_000);

const createGateway = (seed = 'a', upgradeSpeed = 1): GatewayState =>
  createGatewayState({ clientid: 'pump-7', random: seededRandom(seed), now: START, upgradeSpeed });

const call = (gateway: GatewayState, method: string, path: string, body: unknown = {}, now = START) =>
  callGatewayApi(gateway, { method, path, body }, now);

describe('identity', () => {
  test('is the same for the same seed and another for another', () => {
    const profile = (seed: string) => call(createGateway(seed), 'GET', '/device/general').body;
    expect(profile('a')).toEqual(profile('a'));
    expect(profile('a')).not.toEqual(profile('b'));
  });

  test('is a complete profile of a model of the table', () => {
    const profile = parseProfile(call(createGateway(), 'GET', '/device/general').body);
    expect(MODELS.map(({ modelName }) => modelName)).toContain(profile?.modelName);
    expect(Object.values(profile ?? {})).not.toContain(null);
    expect(profile?.serialNumber).toHaveLength(12);
  });
});

describe('calls', () => {
  test('PATCH /device/general changes the host name that the profile shows', () => {
    const gateway = createGateway();
    expect(call(gateway, 'PATCH', '/device/general', { hostName: 'north-1' }).status).toBe(200);
    expect(call(gateway, 'GET', '/device/general').body).toMatchObject({ data: { hostName: 'north-1' } });
  });

  test('PATCH /device/general refuses a host name that begins with a digit', () => {
    expect(call(createGateway(), 'PATCH', '/device/general', { hostName: '1a' })).toMatchObject({
      status: 400,
      body: { error: { code: 400 } },
    });
  });

  test.each(['PUT', 'PATCH'])('%s /device/time sets the clock, which goes on from there', (method) => {
    const gateway = createGateway();
    call(gateway, method, '/device/time', { time: '2030-01-01T00:00:00Z' });
    expect(call(gateway, 'GET', '/device/time', {}, after(60)).body).toMatchObject({
      data: { time: '2030-01-01T00:01:00.000Z' },
    });
  });

  test('PUT /system/sshserver keeps what it sets', () => {
    const gateway = createGateway();
    expect(call(gateway, 'PUT', '/system/sshserver', { enable: false, port: 2222 }).body).toEqual({
      data: { enable: false, port: 2222 },
    });
    expect(JSON.stringify(call(gateway, 'GET', '/system/sshserver').body)).toContain('2222');
  });

  test('PUT /system/reboot with now asks for a reboot after the answer', () => {
    expect(call(createGateway(), 'PUT', '/system/reboot', { now: true })).toMatchObject({ status: 200, effect: 'reboot' });
    expect(call(createGateway(), 'PUT', '/system/reboot', { enableScheduler: false }).effect).toBeUndefined();
  });

  test('stopping an application shows in the list', () => {
    const gateway = createGateway();
    call(gateway, 'PUT', '/apps/modbusmaster/stop');
    expect(call(gateway, 'GET', '/apps/modbusmaster').body).toMatchObject({ data: { state: 'stopped' } });
    call(gateway, 'PUT', '/apps/modbusmaster/start');
    expect(call(gateway, 'GET', '/apps/modbusmaster').body).toMatchObject({ data: { state: 'ready' } });
  });

  test('GET /tags/list honours its query', () => {
    const { body } = call(createGateway(), 'GET', '/tags/list?provider=system&limit=2');
    expect(body).toMatchObject({ count: 2, limit: 2, total: 4 });
  });

  test.each([
    ['GET', '/nowhere'],
    ['DELETE', '/device/general'],
    ['GET', '/api/v1/device/general'],
    ['GET', ''],
  ])('%s %p is 404 in the form of ThingsPro Edge', (method, path) => {
    expect(call(createGateway(), method, path)).toEqual({
      status: 404,
      body: { error: { code: 404, message: 'page not found' } },
    });
  });
});

describe('upgrades', () => {
  const PACKAGE = { url: 'https://packages.example.net/package_2.3.0-3571-tpe_armhf.yaml', install: true };
  const stateAt = (gateway: GatewayState, now: Date) => {
    const { data } = call(gateway, 'GET', '/upgrades/1', {}, now).body as { data: { state: string; completedTask: number } };
    return data;
  };

  test('go from created over running to succeed, and then show in the profile', () => {
    const gateway = createGateway();
    expect(call(gateway, 'POST', '/upgrades', PACKAGE).body).toMatchObject({ data: { id: 1, state: 'created' } });
    expect(stateAt(gateway, after(5)).state).toBe('pending');
    expect(stateAt(gateway, after(60))).toMatchObject({ state: 'running', completedTask: 0 });
    expect(stateAt(gateway, after(3_600))).toMatchObject({ state: 'succeed', completedTask: 9 });
    expect(call(gateway, 'GET', '/device/general', {}, after(3_600)).body).toMatchObject({
      data: { thingsproVersion: '2.3.0-3571' },
    });
  });

  test('stand still while suspended', () => {
    const gateway = createGateway();
    call(gateway, 'POST', '/upgrades', PACKAGE);
    call(gateway, 'PUT', '/upgrades/1/suspend', {}, after(60));
    expect(stateAt(gateway, after(9_000)).state).toBe('suppended');
    call(gateway, 'PUT', '/upgrades/1/resume', {}, after(9_000));
    expect(stateAt(gateway, after(9_001))).toMatchObject({ state: 'running', completedTask: 0 });
  });

  test('one at a time; a change that the state does not allow is refused', () => {
    const gateway = createGateway();
    call(gateway, 'POST', '/upgrades', PACKAGE);
    expect(call(gateway, 'POST', '/upgrades', PACKAGE).status).toBe(400);
    expect(call(gateway, 'PUT', '/upgrades/1/resume').body).toMatchObject({
      error: { message: 'state is not allowed to change' },
    });
    call(gateway, 'PUT', '/upgrades/1/cancel');
    expect(call(gateway, 'DELETE', '/upgrades/1').status).toBe(204);
    expect(call(gateway, 'DELETE', '/upgrades/1').status).toBe(404);
  });
});
