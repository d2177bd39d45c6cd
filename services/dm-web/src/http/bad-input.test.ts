import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { createWebHarness, type WebHarness } from '../../test/web-harness.ts';
import { apiRoutes } from '../app.ts';
import { DEFAULT_BODY_LIMIT_BYTES } from './read-body.ts';
import type { Route } from './route.ts';

let web: WebHarness;
let routes: Route[];
beforeAll(async () => {
  web = await createWebHarness();
  routes = apiRoutes(web.deps);
});
afterAll(() => web.close());

const filledPath = (entry: Route): string => entry.path.replace(':clientid', 'gw-1').replace(':id', '1');
/** Sends text as JSON, as administrator; passwords and set-up are left to their own tests, since they count failures. */
const sendText = (entry: Route, text: string | Buffer) =>
  web
    .as('administrator')(entry.method, filledPath(entry))
    .set('content-type', 'application/json')
    .send(text as string);
const routesWithBody = () => routes.filter((entry) => entry.body);

describe('every route with a body', () => {
  test.each(['{bad', '{"a":1,}', '\u0000', '[1', '{"a":"\ud800'])('refuses %j as malformed', async (text) => {
    for (const entry of routesWithBody()) {
      const { status, body } = await sendText(entry, text);
      expect([entry.path, status, body.error.code]).toEqual([entry.path, 400, 'MALFORMED_JSON']);
    }
  });

  test.each(['null', '[]', '"text"', '12', 'true', '{"unknownField":1}', '{"__proto__":{"role":"administrator"}}'])(
    'refuses %s and names the field',
    async (text) => {
      for (const entry of routesWithBody()) {
        const { status, body } = await sendText(entry, text);
        expect([entry.path, status, body.error.code]).toEqual([entry.path, 400, 'VALIDATION_FAILED']);
        expect(body.error.details.field).toEqual(expect.stringMatching(/./));
      }
    },
  );

  test('refuses more than it takes', async () => {
    for (const entry of routesWithBody()) {
      const limit = entry.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES;
      const { status, body } = await sendText(entry, `{"name":"${'x'.repeat(limit)}"}`);
      expect([entry.path, status, body.error.code]).toEqual([entry.path, 413, 'BODY_TOO_LARGE']);
    }
  });

  test('refuses what is no JSON by its type, compressed rubbish and strange character sets', async () => {
    for (const entry of routesWithBody()) {
      const send = (headers: Record<string, string>) =>
        web.as('administrator')(entry.method, filledPath(entry)).set(headers).send('{}');
      const refusals = [
        await send({ 'content-type': 'text/plain' }),
        await send({ 'content-type': 'application/json', 'content-encoding': 'compress' }),
        await send({ 'content-type': 'application/json; charset=iso-8859-1' }),
      ];
      expect(refusals.map(({ status }) => status)).toEqual([415, 415, 415]);
      const { status, body } = await send({ 'content-type': 'application/json', 'content-encoding': 'gzip' });
      expect([status, body.error.code, body.error.details]).toEqual([400, 'VALIDATION_FAILED', { field: 'body' }]);
    }
  });
});

test.each([
  ['a NUL character', '{"name":"a\\u0000b"}', 'name'],
  ['half of a surrogate pair', '{"name":"\\ud800"}', 'name'],
  ['such a character in a name', '{"na\\u0000me":"x"}', 'body'],
  ['a list for a text', '{"name":["x"]}', 'name'],
  ['a text that is too long', JSON.stringify({ name: 'x'.repeat(1_000) }), 'name'],
  ['a past expiry', '{"name":"x","expiresAt":"2001-01-01T00:00:00Z"}', 'expiresAt'],
  ['no date', '{"name":"x","expiresAt":"soon"}', 'expiresAt'],
  ['a date without end', `{"name":"x","expiresAt":"9999-01-01T00:00:00.${'1'.repeat(200)}Z"}`, 'expiresAt'],
])('names the field of %s', async (_what, text, field) => {
  const { status, body } = await supertest(web.url)
    .post('/api/v1/tokens')
    .set({ authorization: `Bearer ${web.users.operator.token}`, 'content-type': 'application/json' })
    .send(text);
  expect([status, body.error.code, body.error.details.field]).toEqual([400, 'VALIDATION_FAILED', field]);
});

test('refuses nesting that would break the database', async () => {
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  const { status, body } = await web
    .as('administrator')('post', '/users')
    .set('content-type', 'application/json')
    .send(`{"username":${deep}}`);
  expect([status, body.error.message]).toEqual([400, expect.stringContaining('nested')]);
});

describe('every list', () => {
  const lists = () => routes.filter((entry) => entry.query && 'limit' in entry.query.shape && !entry.path.includes(':'));

  test.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['serach=pump', 'serach'],
    ['limit[]=1', 'limit[]'],
    ['__proto__=1', '__proto__'],
    [`cursor=${'x'.repeat(2_000)}`, 'cursor'],
    ['cursor=rubbish', 'cursor'],
    ['cursor=WyJ4Il0', 'cursor'],
    ['cursor=%00', 'cursor'],
  ])('refuses ?%s', async (query, field) => {
    expect(lists().length).toBeGreaterThanOrEqual(4);
    for (const entry of lists()) {
      const { status, body } = await web.as('administrator')('get', `${entry.path}?${query}`);
      expect([entry.path, status, body.error.details.field]).toEqual([entry.path, 400, field]);
    }
  });
});

test.each(['/users/abc', '/users/0', '/users/-1', '/users/99999999999999999999', '/users/1.5', '/users/%00', '/users/1%27'])(
  'refuses %s as an id',
  async (path) => {
    const { status, body } = await web.as('administrator')('get', path);
    expect([status, body.error.details.field]).toEqual([400, 'id']);
  },
);

test('answers an address that cannot be decoded, one that is not there and a method that is not there', async () => {
  const broken = await web.as('administrator')('get', '/users/%E0%A4%A');
  expect([broken.status, broken.body.error.code, broken.body.error.details]).toEqual([
    400,
    'VALIDATION_FAILED',
    { field: 'url' },
  ]);
  const missing = await web.as('administrator')('get', '/no-such-thing');
  expect([missing.status, missing.body.error.code]).toEqual([404, 'ROUTE_NOT_FOUND']);
  const method = await web.as('administrator')('delete', '/users');
  expect([method.status, method.body.error.code, method.headers.allow]).toEqual([405, 'METHOD_NOT_ALLOWED', 'GET, POST']);
});

test('leaves no 500 in the log after all of this', () => {
  expect(web.log.filter(({ level }) => level === 'error')).toEqual([]);
});
