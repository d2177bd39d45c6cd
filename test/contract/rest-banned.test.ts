import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { callApi } from './support/api.ts';
import { restFixture, shapeOf } from './support/fixtures.ts';
import { startTarget, type Target } from './support/target.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

const ban = (body: object) => callApi(target, 'POST', '/banned', body);
const unban = (as: string, who: string) => callApi(target, 'DELETE', `/banned/${as}/${encodeURIComponent(who)}`);

test('cuts a banned device, refuses it with 5, and lets it in again after', async () => {
  const { login, device } = await target.connected();
  const answer = await ban({ as: 'clientid', who: login.clientId, by: 'dm', reason: 'blocked', until: '2090-01-01T00:00:00Z' });
  expect(answer.status).toBe(200);
  expect(shapeOf(answer.body)).toEqual(shapeOf(restFixture('banned_create').body));
  await device.untilClosed();
  const [end] = await target.hook.untilEvents(login.clientId, 'client.disconnected');
  expect(end?.reason).toBe('kicked');
  await expect((await target.open()).connect(login)).resolves.toEqual({ code: 5, sessionPresent: false });
  expect((await unban('clientid', login.clientId)).status).toBe(204);
  await expect((await target.open()).connect(login)).resolves.toMatchObject({ code: 0 });
});

test('bans by pattern and by username', async () => {
  const [byPattern, byName] = [await target.register(), await target.register()];
  const pattern = `^${byPattern.clientId.slice(0, -1)}`;
  expect((await ban({ as: 'clientid_re', who: pattern })).body).toMatchObject({ until: 'infinity', by: 'mgmt_api', reason: '' });
  expect((await ban({ as: 'username', who: byName.username })).status).toBe(200);
  await expect((await target.open()).connect(byPattern)).resolves.toMatchObject({ code: 5 });
  await expect((await target.open()).connect(byName)).resolves.toMatchObject({ code: 5 });
  await unban('clientid_re', pattern);
  await unban('username', byName.username);
});

test('lists bans, one in particular, and none', async () => {
  const { clientId } = await target.register();
  await ban({ as: 'clientid', who: clientId });
  const { body } = await callApi(target, 'GET', `/banned?clientid=${clientId}`);
  expect(shapeOf(body)).toEqual(shapeOf(restFixture('banned_filter').body));
  await unban('clientid', clientId);
  expect((await callApi(target, 'GET', `/banned?clientid=${clientId}`)).body).toMatchObject({ data: [], meta: { count: 0 } });
});

test('refuses a second ban of the same, an unknown kind, one that is over, and to remove what is not there', async () => {
  const { clientId } = await target.register();
  await ban({ as: 'clientid', who: clientId });
  expect(await ban({ as: 'clientid', who: clientId })).toMatchObject({ status: 400, body: { code: 'ALREADY_EXISTS' } });
  await unban('clientid', clientId);
  expect(await ban({ as: 'zzz', who: clientId })).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  expect(await ban({ as: 'clientid', who: clientId, until: '2020-01-02T00:00:00Z' })).toMatchObject({ status: 400 });
  expect(await unban('clientid', clientId)).toMatchObject({
    status: 404,
    body: { code: 'NOT_FOUND', message: `clientid: ${clientId} not found` },
  });
});
