import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '@tpedm/testkit';
import supertest from 'supertest';
import { createWebHarness, type WebHarness } from '../../test/web-harness.ts';

let web: WebHarness;
beforeAll(async () => {
  web = await createWebHarness({ DATABASE_PORT: String(await freePort()) });
});
afterAll(() => web.close());

test('says that the database is away, and stays alive', async () => {
  const answers = [
    await web.as('administrator')('get', '/users'),
    await web.as(null)('get', '/auth/setup'),
    await web.as(null)('post', '/auth/login').send({ username: 'alice', password: 'whatever' }),
  ];
  for (const { status, body } of answers) expect([status, body.error.code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
  expect((await supertest(web.url).get('/health/live')).body).toEqual({ status: 'live' });
  const ready = await supertest(web.url).get('/health/ready');
  expect([ready.status, ready.body]).toEqual([503, { status: 'not ready', failed: ['database'] }]);
});

test('says that the disk of the database is full, and reads on', async () => {
  const full = await createWebHarness();
  try {
    await full.database.db.raw(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE disk_full; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON mqtt_user EXECUTE FUNCTION refuse()`);
    const { status, body } = await full.as('operator')('post', '/devices').send({ clientid: 'gw' });
    expect([status, body.error.code]).toEqual([503, 'DATABASE_FULL']);
    expect((await full.as('operator')('get', '/devices')).body.items).toEqual([]);
  } finally {
    await full.close();
  }
});
