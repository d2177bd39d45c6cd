import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { notifyLive } from '@tpedm/db';
import { until } from '@tpedm/testkit';
import { createWebHarness, type WebHarness } from '../../../test/web-harness.ts';

let web: WebHarness;

beforeAll(async () => {
  web = await createWebHarness();
  for (const clientid of ['gw', 'doomed']) await web.as('operator')('post', '/devices').send({ clientid });
});
afterAll(() => web?.close());

const url = (clientid: string, wait: string) => `${web.url}/api/v1/devices/${clientid}/commands?wait=${wait}`;

/** Sends a command and leaves its answer open; `path` finds it again. */
async function sendAndHold(path: string, { clientid = 'gw', wait = '60', signal = new AbortController().signal } = {}) {
  const headers = { authorization: `Bearer ${web.users.operator.token}`, 'content-type': 'application/json' };
  const answer = fetch(url(clientid, wait), { method: 'POST', headers, body: JSON.stringify({ method: 'GET', path }), signal });
  answer.catch(() => undefined);
  const stored = () => web.database.db('dm_command').where({ path }).first();
  const { id } = await until(stored, { what: `the command ${path} is stored` });
  return { id: String(id), answer };
}

const finish = (id: string, change: Record<string, unknown>) =>
  web.database.db.transaction(async (trx) => {
    await trx('dm_command')
      .where({ id })
      .update({ state: 'succeeded', status_code: 200, finished_at: new Date(), ...change });
    await notifyLive(trx, 'command.updated', [id]);
  });

test('holds the answer until the command has ended, and then gives the end', async () => {
  const { id, answer } = await sendAndHold('/held');
  await finish(id, { response: { data: 'x'.repeat(40_000) } });
  const response = await answer;
  expect(response.status).toBe(200);
  const command = await response.json();
  expect(command).toMatchObject({ id, state: 'succeeded', statusCode: 200 });
  expect(command.response.data).toHaveLength(40_000);
});

test('wakes each of many waiters for its own command', async () => {
  const held = await Promise.all(Array.from({ length: 20 }, (_, index) => sendAndHold(`/many/${index}`)));
  for (const { id } of held.toReversed()) await finish(id, { response: { id } });
  for (const { id, answer } of held) expect(await (await answer).json()).toMatchObject({ id, response: { id } });
});

test('answers 202 with the state as it is when the time is over', async () => {
  const { answer } = await sendAndHold('/slow', { wait: '1' });
  const response = await answer;
  expect([response.status, (await response.json()).state]).toEqual([202, 'queued']);
});

test('answers 200 at once to a repeated request whose command has ended', async () => {
  const headers = { 'idempotency-key': 'done' };
  const send = (query: string) =>
    web.as('operator')('post', `/devices/gw/commands${query}`).set(headers).send({ method: 'GET', path: '/done' });
  const { body } = await send('');
  await finish(body.id, {});
  const repeated = await send('?wait=60');
  expect([repeated.status, repeated.body.state]).toEqual([200, 'succeeded']);
});

test('finds an end that no notice told, when the listener has been away', async () => {
  const { id, answer } = await sendAndHold('/unnoticed');
  await web.database.db('dm_command').where({ id }).update({ state: 'expired', finished_at: new Date() });
  await web.database.db.raw(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name LIKE 'listen %' AND datname = current_database()`,
  );
  const response = await answer;
  expect([response.status, (await response.json()).state]).toEqual([200, 'expired']);
});

test('says that the device was deleted while its command was waited for', async () => {
  const { answer } = await sendAndHold('/doomed', { clientid: 'doomed' });
  await web.as('operator')('delete', '/devices/doomed');
  const response = await answer;
  expect([response.status, (await response.json()).error.code]).toEqual([404, 'DEVICE_NOT_FOUND']);
});

test('forgets a waiter whose client is gone', async () => {
  const controller = new AbortController();
  const { answer } = await sendAndHold('/gone', { signal: controller.signal });
  controller.abort();
  await expect(answer).rejects.toThrow();
  const isNoted = () => web.log.some(({ message, fields }) => message === 'request' && fields.status === 499);
  await until(isNoted, { what: 'the request is logged as left by its client' });
  await until(() => web.deps.commandWaiters.count() === 0, { what: 'nobody waits any more' });
});

test.each(['0', '61', 'long', '-1'])('refuses to wait %s seconds', async (wait) => {
  const answer = await web.as('operator')('post', `/devices/gw/commands?wait=${wait}`).send({ method: 'GET', path: '/x' });
  expect([answer.status, answer.body.error.details.field]).toEqual([400, 'wait']);
});

test('answers those who wait when the server stops', async () => {
  const { answer } = await sendAndHold('/stopping');
  await until(() => web.deps.commandWaiters.count() > 0, { what: 'somebody waits' });
  web.deps.endOpenAnswers();
  expect((await answer).status).toBe(202);
});
