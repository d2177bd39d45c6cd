import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@tpedm/testkit';
import supertest from 'supertest';
import { createWebHarness, type WebHarness } from '../../test/web-harness.ts';

let web: WebHarness;
beforeAll(async () => {
  web = await createWebHarness();
});
afterAll(() => web.close());

const requests = () => web.log.filter(({ message }) => message === 'request').map(({ fields }) => fields);

test('logs who asked for what, how it ended and how long it took, but no address as it came', async () => {
  await web.as('administrator')('get', '/users/123456789?secret=in-the-query').set('x-request-id', 'request-0001');
  const entry = await until(() => requests().find(({ requestId }) => requestId === 'request-0001'), {
    what: 'the request is logged',
  });
  expect(entry).toEqual({
    requestId: 'request-0001',
    method: 'GET',
    route: '/users/:id',
    status: 400,
    durationMs: expect.any(Number),
    actorId: expect.stringMatching(/^token:\d+$/),
  });
});

test('puts no secret into the log', async () => {
  await supertest(web.url).post('/api/v1/auth/login?password=query-secret').send({ username: 'alice', password: 'body-secret' });
  await web.as('operator')('post', '/tokens').send({ name: 'made' });
  await until(() => requests().some(({ route }) => route === '/tokens'), { what: 'the last request is logged' });
  const text = JSON.stringify(web.log);
  for (const secret of ['query-secret', 'body-secret', web.users.operator.token]) expect(text).not.toContain(secret);
});

test('measures requests by template and status', async () => {
  await web.as('viewer')('get', '/users/42');
  const metrics = await until(
    async () => {
      const { text } = await supertest(web.url).get('/metrics');
      return text.includes('route="/users/:id",status="403"') && text;
    },
    { what: 'the request is measured' },
  );
  expect(metrics).toMatch(
    /tpedm_http_request_duration_seconds_bucket\{le="0.005",service="dm-web",method="GET",route="\/users\/:id"/,
  );
  expect(metrics).not.toContain('/users/42');
  expect(metrics).toContain('process_resident_memory_bytes');
});
