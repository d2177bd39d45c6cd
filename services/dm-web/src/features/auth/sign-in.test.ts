import { afterAll, beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { createWebHarness, SETUP_TOKEN, type WebHarness } from '../../../test/web-harness.ts';

let web: WebHarness;
beforeAll(async () => {
  web = await createWebHarness();
});
afterAll(() => web.close());

test('makes the first administrator once, and signs them in', async () => {
  const agent = supertest.agent(web.url);
  expect((await agent.get('/api/v1/auth/setup')).body).toEqual({ required: true });
  const input = { setupToken: SETUP_TOKEN, username: 'root', password: 'correct horse battery' };
  const made = await agent.post('/api/v1/auth/setup').send(input);
  expect([made.status, made.body]).toEqual([201, { user: { id: expect.any(String), username: 'root', role: 'administrator' } }]);
  expect((await agent.get('/api/v1/auth/me')).body).toEqual(made.body);
});
