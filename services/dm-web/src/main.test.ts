import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, freePort, startServiceProcess, type TestDatabase, until, untilReady } from '@tpedm/testkit';
import { addUserWithToken, environmentOf } from '../test/web-harness.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('serves until it is told to stop, then ends open streams and itself', async () => {
  const port = await freePort();
  const service = startServiceProcess('dm-web', { ...environmentOf(database), PORT: String(port) });
  await untilReady(port, service);
  const { token } = await addUserWithToken(database, 'alice', 'viewer');
  const stream = await fetch(`http://127.0.0.1:${port}/api/v1/events`, { headers: { authorization: `Bearer ${token}` } });
  expect(stream.status).toBe(200);
  const ended = stream.text();
  expect(await service.end('SIGTERM')).toBe(0);
  expect(await ended).toEqual(expect.any(String));
  expect(service.output()).toContain('"message":"listening"');
});

test('ends with the cause when its configuration is wrong', async () => {
  const { PUBLIC_MQTT_PORT: _left, ...env } = environmentOf(database);
  const service = startServiceProcess('dm-web', { ...env, JWT_SECRET: 'a-short-secret' });
  await until(() => service.output().includes('Wrong configuration'), { what: 'the cause is in the log' });
  expect(await service.exited()).toBe(1);
  expect(service.output()).toMatch(/PUBLIC_MQTT_PORT: /);
  expect(service.output()).toMatch(/JWT_SECRET: must have at least 32 characters/);
  expect(service.output()).not.toContain('a-short-secret');
});

test('ends with the cause when its port is taken', async () => {
  const port = String(await freePort());
  const first = startServiceProcess('dm-web', { ...environmentOf(database), PORT: port });
  await untilReady(Number(port), first);
  const second = startServiceProcess('dm-web', { ...environmentOf(database), PORT: port });
  await until(() => second.output().includes('EADDRINUSE'), { what: 'the cause is in the log' });
  expect(await second.exited()).toBe(1);
  expect(await first.end()).toBe(0);
});
