import { afterAll, beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { createWebHarness, SETUP_TOKEN, type WebHarness } from '../../test/web-harness.ts';

const PASSWORD = 'correct horse battery';

let web: WebHarness;
beforeAll(async () => {
  web = await createWebHarness({ TRUST_PROXY: 'loopback' });
});
afterAll(() => web.close());

const login = (username: string, password: string, address: string) =>
  supertest(web.url).post('/api/v1/auth/login').set('x-forwarded-for', address).send({ username, password });
const addPerson = (username: string) =>
  web.as('administrator')('post', '/users').send({ username, password: PASSWORD, role: 'viewer' });

test('closes an account to guessing after ten wrong passwords, whoever tries and in whatever case', async () => {
  await addPerson('alice');
  for (let attempt = 0; attempt < 10; attempt += 1) {
    expect((await login(attempt % 2 ? 'alice' : 'ALICE', 'a wrong guess', `192.0.2.${attempt}`)).status).toBe(401);
  }
  const { status, body, headers } = await login('alice', PASSWORD, '198.51.100.1');
  expect([status, body.error.code]).toEqual([429, 'RATE_LIMITED']);
  expect(Number(headers['retry-after'])).toBe(body.error.details.retryAfterSeconds);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
});

test('counts attempts that run at the same time', async () => {
  await addPerson('bob');
  const attempts = Array.from({ length: 25 }, (_, index) => login('bob', 'a wrong guess', `203.0.113.${index}`));
  const statuses = (await Promise.all(attempts)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401).length).toBe(10);
});

test('lets the browser in that has signed in before, however often strangers guess, and counts its own guesses', async () => {
  await addPerson('erin');
  const signedIn = await login('erin', PASSWORD, '192.0.2.1');
  const cookies = signedIn.headers['set-cookie'] as unknown as string[];
  const mark = cookies.find((cookie) => cookie.startsWith('tpedm_browser='))?.split(';')[0] ?? '';
  const known = (username: string, password: string) => login(username, password, '192.0.2.1').set('cookie', mark);
  for (let attempt = 0; attempt < 10; attempt += 1) await login('erin', 'a wrong guess', `198.51.100.${attempt}`);
  expect((await login('erin', PASSWORD, '192.0.2.1')).status).toBe(429);
  expect((await known('Erin', PASSWORD)).status).toBe(200);

  for (let attempt = 0; attempt < 10; attempt += 1) expect((await known('erin', 'a wrong guess')).status).toBe(401);
  expect((await known('erin', PASSWORD)).status).toBe(429);
});

test('takes the mark of a browser for the account it was given for only', async () => {
  await addPerson('fay');
  await addPerson('gus');
  const cookies = (await login('fay', PASSWORD, '192.0.2.2')).headers['set-cookie'] as unknown as string[];
  const access = cookies[0]?.split(';')[0]?.replace('tpedm_access=', '') ?? '';
  const marks = [cookies[2]?.split(';')[0] ?? '', `tpedm_browser=${access}`, 'tpedm_browser=rubbish'];
  for (let attempt = 0; attempt < 10; attempt += 1) await login('gus', 'a wrong guess', `198.51.100.${attempt}`);
  for (const mark of marks) expect((await login('gus', PASSWORD, '192.0.2.2').set('cookie', mark)).status).toBe(429);
  const asAccess = await supertest(web.url)
    .get('/api/v1/auth/me')
    .set('cookie', marks[0]?.replace('browser', 'access') ?? '');
  expect(asAccess.status).toBe(401);
});

test('does not count the right password', async () => {
  await addPerson('carol');
  for (let attempt = 0; attempt < 12; attempt += 1) expect((await login('carol', PASSWORD, '192.0.2.99')).status).toBe(200);
});

test('closes an address after thirty failures, set-up tokens included, and leaves others alone', async () => {
  const address = '2001:db8::1';
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const neighbour = `2001:db8::${attempt + 1}`;
    expect((await login(`nobody-${attempt}`, 'a wrong guess', neighbour)).status).toBe(401);
  }
  await addPerson('dave');
  expect((await login('dave', PASSWORD, address)).status).toBe(429);
  const setup = { setupToken: SETUP_TOKEN, username: 'root', password: PASSWORD };
  expect((await supertest(web.url).post('/api/v1/auth/setup').set('x-forwarded-for', address).send(setup)).status).toBe(429);
  expect((await login('dave', PASSWORD, '2001:db8:1::1')).status).toBe(200);
});

test('lets nobody close the set-up by wrong tokens', async () => {
  const setup = (setupToken: string, address: string) =>
    supertest(web.url)
      .post('/api/v1/auth/setup')
      .set('x-forwarded-for', address)
      .send({ setupToken, username: 'first', password: PASSWORD });
  for (let attempt = 0; attempt < 20; attempt += 1) {
    expect((await setup('a wrong token', `203.0.113.${100 + attempt}`)).status).toBe(403);
  }
  expect((await setup(SETUP_TOKEN, '203.0.113.99')).status).toBe(201);
});

test('lets one address ask so often only', async () => {
  const slow = await createWebHarness({ API_REQUESTS_PER_SECOND: '1' });
  try {
    const ask = () => supertest(slow.url).get('/api/v1/auth/setup');
    const answers = await Promise.all(Array.from({ length: 60 }, ask));
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(5);
    const refused = answers.find(({ status }) => status === 429);
    expect([refused?.body.error.code, refused?.headers['retry-after']]).toEqual(['RATE_LIMITED', '1']);
    expect((await supertest(slow.url).get('/health/live')).status).toBe(200);
  } finally {
    await slow.close();
  }
});

test('believes X-Forwarded-For of nobody unless told to', async () => {
  const open = await createWebHarness();
  try {
    await supertest(open.url).post('/api/v1/auth/setup').set('x-forwarded-for', '192.0.2.1').send({
      setupToken: SETUP_TOKEN,
      username: 'root',
      password: PASSWORD,
    });
    const entry = await open.database.db('audit_log').first('address');
    expect(entry.address).toMatch(/127\.0\.0\.1$/);
  } finally {
    await open.close();
  }
});
