import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { callApi } from './support/api.ts';
import { notApplicable, startTarget, type Target } from './support/target.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterEach(async () => {
  if (target.own) await callApi(target, 'DELETE', '/_test/faults');
});
afterAll(() => target.stop());

const kindsOf = (clientid: string): string[] => target.hook.eventsOf(clientid).map(({ event }) => event);
const addFault = async (fault: object): Promise<void> => {
  expect((await callApi(target, 'POST', '/_test/faults', fault)).status).toBe(204);
};

test('loses the next event of a kind', async () => {
  if (!target.own) return notApplicable('switch that loses an event');
  const { login, device } = await target.connected();
  await target.hook.untilEvents(login.clientId, 'client.connected');
  await addFault({ kind: 'lose', event: 'client.disconnected', clientid: login.clientId });
  device.destroy();
  const next = await target.open();
  await next.connect(login);
  await target.hook.untilEvents(login.clientId, 'client.connected', 2);
  expect(kindsOf(login.clientId)).toEqual(['client.connected', 'client.connected']);
});

test('sends an event twice with the same id', async () => {
  if (!target.own) return notApplicable('switch that doubles an event');
  const login = await target.register();
  await addFault({ kind: 'double', event: 'client.connected', clientid: login.clientId });
  await (await target.open()).connect(login);
  const [first, second] = await target.hook.untilEvents(login.clientId, 'client.connected', 2);
  expect(second).toEqual(first);
});

test('swaps the end of the old connection with the beginning of the new one', async () => {
  if (!target.own) return notApplicable('switch that swaps two events');
  const { login } = await target.connected();
  await target.hook.untilEvents(login.clientId, 'client.connected');
  await addFault({ kind: 'swap', event: 'client.disconnected', clientid: login.clientId });
  await (await target.open()).connect(login);
  await target.hook.untilEvents(login.clientId, 'client.disconnected');
  expect(kindsOf(login.clientId)).toEqual(['client.connected', 'client.connected', 'client.disconnected']);
});

test('closes a device without an event', async () => {
  if (!target.own) return notApplicable('switch that closes a device without an event');
  const { login, device } = await target.connected();
  expect((await callApi(target, 'POST', '/_test/faults/close', { clientid: login.clientId })).status).toBe(204);
  await device.untilClosed();
  expect((await callApi(target, 'GET', `/clients/${login.clientId}`)).status).toBe(404);
  await (await target.open()).connect(login);
  await target.hook.untilEvents(login.clientId, 'client.connected', 2);
  expect(kindsOf(login.clientId)).toEqual(['client.connected', 'client.connected']);
});

test('says what is still to go wrong, to an administrator only', async () => {
  if (!target.own) return notApplicable('list of faults');
  const fault = { kind: 'lose', event: null, clientid: 'nobody', count: 3 };
  await addFault(fault);
  expect((await callApi(target, 'GET', '/_test/faults')).body).toEqual([fault]);
  const authorization = `Basic ${Buffer.from(`viewer:${target.apiKey.split(':')[1]}`).toString('base64')}`;
  expect((await callApi(target, 'POST', '/_test/faults', fault, { authorization })).status).toBe(403);
});
