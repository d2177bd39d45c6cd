import { afterAll, beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { createWebHarness, type WebHarness } from '../../test/web-harness.ts';

const PASSWORD = 'correct horse battery';

let web: WebHarness;
let agent: ReturnType<typeof supertest.agent>;
let host: string;
beforeAll(async () => {
  web = await createWebHarness();
  host = new URL(web.url).host;
  await web.as('administrator')('post', '/users').send({ username: 'alice', password: PASSWORD, role: 'operator' });
  agent = supertest.agent(web.url);
  await agent.post('/api/v1/auth/login').send({ username: 'alice', password: PASSWORD });
});
afterAll(() => web.close());

const makeToken = (headers: Record<string, string>) => agent.post('/api/v1/tokens').set(headers).send({ name: 'made' });

test.each([{ 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, {}])(
  'takes a change with the cookies of a person and %j',
  async (headers) => {
    expect((await makeToken(headers as Record<string, string>)).status).toBe(201);
  },
);

test('takes a change from a page of its own on plain HTTP, where browsers send Origin only', async () => {
  expect((await makeToken({ origin: `http://${host}` })).status).toBe(201);
});

test.each([
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'rubbish' },
  { origin: 'https://evil.example' },
  { origin: 'http://127.0.0.1:1' },
  { origin: 'null' },
  { origin: 'rubbish' },
])('refuses a change with the cookies of a person and %j', async (headers) => {
  const { status, body } = await makeToken(headers as Record<string, string>);
  expect([status, body.error.code]).toEqual([403, 'CROSS_SITE_REQUEST']);
});

test('refuses to sign somebody in, renew or sign out for another site', async () => {
  for (const path of ['/login', '/refresh', '/logout', '/setup']) {
    const { body } = await agent.post(`/api/v1/auth${path}`).set('origin', 'https://evil.example').send({});
    expect(body.error.code).toBe('CROSS_SITE_REQUEST');
  }
});

test('refuses the forms that a page of another site could send without asking', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const { status, body } = await agent.post('/api/v1/tokens').set('content-type', type).send('{"name":"x"}');
    expect([status, body.error.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  }
});

test('lets programs change things from anywhere with a token, and anybody read', async () => {
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://other.example' };
  expect((await web.as('operator')('post', '/tokens').set(headers).send({ name: 'made' })).status).toBe(201);
  expect((await agent.get('/api/v1/tokens').set(headers)).status).toBe(200);
});

test('answers no preflight: other sites get no leave to read', async () => {
  const preflight = await agent
    .options('/api/v1/tokens')
    .set({ origin: 'https://evil.example', 'access-control-request-method': 'POST' });
  expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
});
