import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FakeEmqxApi, startFakeEmqxApi, until } from '@tpedm/testkit';
import { createWebHarness, type WebHarness } from '../../../test/web-harness.ts';

let emqx: FakeEmqxApi;
let web: WebHarness;

beforeAll(async () => {
  emqx = await startFakeEmqxApi();
  web = await createWebHarness({ BROKER_API_URL: emqx.url, BROKER_API_KEY: emqx.apiKey });
});
afterAll(async () => {
  await web?.close();
  await emqx?.stop();
});

const register = (body: Record<string, unknown>) => web.as('operator')('post', '/devices').send(body);
const connect = (clientid: string) => emqx.clients.set(clientid, { clientid, connectedAtMs: Date.now() });
const untilKicked = (clientid: string) =>
  until(() => emqx.kicked.includes(clientid), { what: `${clientid} is kicked`, timeoutMs: 1_000 });

const mayLogIn = async (clientid: string, username: string, password: string): Promise<boolean> => {
  const { rows } = await web.database.db.raw('SELECT * FROM mqtt_authenticate(?, ?, ?)', [clientid, username, password]);
  return rows.length === 1;
};
const auditOf = (target: string) =>
  web.database.db('audit_log').where({ target }).orderBy('id').select('action', 'actor', 'actor_id', 'detail');

test('registers a device with a generated secret, shown once and good for the broker', async () => {
  const { status, body } = await register({ clientid: 'gw-0001', name: ' Pump ', tags: ['north'] });
  expect(status).toBe(201);
  expect(body.device).toMatchObject({
    clientid: 'gw-0001',
    name: 'Pump',
    tags: ['north'],
    enabled: true,
    ready: false,
    profile: null,
  });
  expect(body.credentials).toEqual({ username: 'gw-0001', password: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) });
  expect(body.connection).toEqual({
    host: 'tpedm.example',
    mqttPort: 1883,
    mqttTlsPort: 8883,
    inputTopic: '/tpe/gw-0001/input',
    outputTopic: '/tpe/gw-0001/output',
    caCertificateUrl: `${web.url}/ca.crt`,
  });
  expect(await mayLogIn('gw-0001', 'gw-0001', body.credentials.password)).toBe(true);
  expect(await mayLogIn('gw-0001', 'gw-0001', 'guess')).toBe(false);
  const again = await web.as('viewer')('get', '/devices/gw-0001');
  expect(again.body).toEqual(body.device);
});

test('takes a login of the operator’s choice', async () => {
  const { body } = await register({ clientid: 'chosen', username: "o'neill", password: 'a "good" pässword' });
  expect(body.credentials).toEqual({ username: "o'neill", password: 'a "good" pässword' });
  expect(await mayLogIn('chosen', "o'neill", 'a "good" pässword')).toBe(true);
  expect(await mayLogIn('chosen', 'chosen', 'a "good" pässword')).toBe(false);
});

test('answers 409 CLIENTID_TAKEN to a second registration, and the first secret stays good', async () => {
  const first = await register({ clientid: 'taken' });
  const second = await register({ clientid: 'taken' });
  expect([second.status, second.body.error.code]).toEqual([409, 'CLIENTID_TAKEN']);
  expect(await mayLogIn('taken', 'taken', first.body.credentials.password)).toBe(true);
});

test.each([
  ['a plus', { clientid: 'a+b' }, 'clientid'],
  ['a hash', { clientid: '#' }, 'clientid'],
  ['a slash', { clientid: 'a/b' }, 'clientid'],
  ['quotes', { clientid: `a'b"c` }, 'clientid'],
  ['unicode', { clientid: 'gerät' }, 'clientid'],
  ['nothing in it', { clientid: '' }, 'clientid'],
  ['10 kB', { clientid: 'a'.repeat(10_000) }, 'clientid'],
  ['a number', { clientid: 7 }, 'clientid'],
  ['the name of an address of ours', { clientid: 'summary' }, 'clientid'],
  ['no client id', {}, 'clientid'],
  ['an unknown field', { clientid: 'x', admin: true }, 'admin'],
  ['a short password', { clientid: 'x', password: 'short' }, 'password'],
  ['a password beyond bcrypt', { clientid: 'x', password: 'ä'.repeat(50) }, 'password'],
  ['NUL in the name', { clientid: 'x', name: 'a\u0000b' }, 'name'],
  ['too many tags', { clientid: 'x', tags: Array.from({ length: 33 }, (_, i) => `t${i}`) }, 'tags'],
])('refuses a registration with %s', async (_what, body, field) => {
  const answer = await register(body);
  expect([answer.status, answer.body.error.code]).toEqual([400, 'VALIDATION_FAILED']);
  expect(answer.body.error.details.field).toMatch(new RegExp(`^${field}`));
});

test('refuses malformed JSON, other kinds of body and one that is too large', async () => {
  const send = (type: string, body: string) => web.as('operator')('post', '/devices').set('content-type', type).send(body);
  expect((await send('application/json', '{"clientid": ')).body.error.code).toBe('MALFORMED_JSON');
  expect((await send('text/xml', '<clientid/>')).body.error.code).toBe('UNSUPPORTED_MEDIA_TYPE');
  const huge = await send('application/json', JSON.stringify({ clientid: 'x', name: 'n'.repeat(200_000) }));
  expect([huge.status, huge.body.error.code]).toEqual([413, 'BODY_TOO_LARGE']);
});

test('keeps SQL and HTML in a name as the text that it is', async () => {
  const name = `'); DROP TABLE mqtt_user; -- <img src=x onerror=alert(1)>`;
  await register({ clientid: 'text', name });
  expect((await web.as('viewer')('get', '/devices/text')).body.name).toBe(name);
  const found = await web.as('viewer')('get', '/devices').query({ search: 'DROP TABLE' });
  expect(found.body.items.map(({ clientid }: { clientid: string }) => clientid)).toEqual(['text']);
});

test('changes name and tags, each alone, and leaves the rest', async () => {
  await register({ clientid: 'named', name: 'old', tags: ['a'] });
  const renamed = await web.as('operator')('patch', '/devices/named').send({ name: 'new' });
  expect([renamed.status, renamed.body.name, renamed.body.tags]).toEqual([200, 'new', ['a']]);
  const tagged = await web.as('operator')('patch', '/devices/named').send({ tags: [] });
  expect([tagged.body.name, tagged.body.tags]).toEqual(['new', []]);
});

test('cuts the live session of a device that is disabled, and lets it in again when enabled', async () => {
  const { body } = await register({ clientid: 'switched' });
  connect('switched');
  const disabled = await web.as('operator')('post', '/devices/switched/disable');
  expect([disabled.status, disabled.body.enabled]).toEqual([200, false]);
  await untilKicked('switched');
  expect(await mayLogIn('switched', 'switched', body.credentials.password)).toBe(false);
  const enabled = await web.as('operator')('post', '/devices/switched/enable');
  expect([enabled.status, enabled.body.enabled]).toEqual([200, true]);
  expect(await mayLogIn('switched', 'switched', body.credentials.password)).toBe(true);
});

test('cuts the live session of a device whose secret is replaced; the old one is out', async () => {
  const { body } = await register({ clientid: 'rotated' });
  connect('rotated');
  const rotated = await web.as('operator')('post', '/devices/rotated/credentials');
  expect(rotated.status).toBe(201);
  await untilKicked('rotated');
  expect(await mayLogIn('rotated', 'rotated', body.credentials.password)).toBe(false);
  expect(await mayLogIn('rotated', 'rotated', rotated.body.credentials.password)).toBe(true);
  const chosen = await web.as('operator')('post', '/devices/rotated/credentials').send({ password: 'chosen-by-me' });
  expect(chosen.body.credentials).toEqual({ username: 'rotated', password: 'chosen-by-me' });
});

test('removes a device and cuts its live session; its name is free again', async () => {
  await register({ clientid: 'removed' });
  connect('removed');
  expect((await web.as('operator')('delete', '/devices/removed')).status).toBe(204);
  await untilKicked('removed');
  expect((await web.as('viewer')('get', '/devices/removed')).body.error.code).toBe('DEVICE_NOT_FOUND');
  expect((await register({ clientid: 'removed' })).status).toBe(201);
});

test('cuts a session later when the broker is away at first, and the request does not fail for it', async () => {
  await register({ clientid: 'patient' });
  connect('patient');
  emqx.failWith = 500;
  expect((await web.as('operator')('post', '/devices/patient/disable')).status).toBe(200);
  const isLogged = () => web.log.some(({ message, fields }) => message === 'cannot cut session' && fields.clientid === 'patient');
  await until(isLogged, { what: 'the failure is logged' });
  emqx.failWith = null;
  await until(() => emqx.kicked.includes('patient'), { what: 'the session is cut after all' });
});

test('notes every change with who made it, and no secret', async () => {
  await register({ clientid: 'audited', password: 'very-secret-password' });
  await web.as('operator')('patch', '/devices/audited').send({ name: 'x' });
  for (const action of ['disable', 'disable', 'enable']) await web.as('operator')('post', `/devices/audited/${action}`);
  await web.as('operator')('post', '/devices/audited/credentials');
  await web.as('operator')('delete', '/devices/audited');
  const rows = await auditOf('audited');
  expect(rows.map(({ action }) => action)).toEqual([
    'device.create',
    'device.update',
    'device.disable',
    'device.enable',
    'device.credentials',
    'device.delete',
  ]);
  for (const row of rows)
    expect(row).toMatchObject({ actor: expect.stringContaining('an-operator'), actor_id: expect.stringMatching(/^token:\d+$/) });
  expect(JSON.stringify([rows, web.log])).not.toContain('very-secret-password');
});

test.each([
  ['get', '/devices/nobody'],
  ['patch', '/devices/nobody'],
  ['delete', '/devices/nobody'],
  ['post', '/devices/nobody/enable'],
  ['post', '/devices/nobody/disable'],
  ['post', '/devices/nobody/credentials'],
  ['get', '/devices/nobody/connection'],
  ['get', '/devices/nobody/events'],
  ['get', '/devices/nobody/commands'],
] as const)('answers 404 for a device that is not registered: %s %s', async (method, path) => {
  const answer = await web
    .as('operator')(method, path)
    .send(method === 'get' ? undefined : {});
  expect([answer.status, answer.body.error.code]).toEqual([404, 'DEVICE_NOT_FOUND']);
});

test('lets a viewer look and change nothing', async () => {
  await register({ clientid: 'watched' });
  expect((await web.as('viewer')('get', '/devices')).status).toBe(200);
  const changes = [
    web.as('viewer')('post', '/devices').send({ clientid: 'x' }),
    web.as('viewer')('patch', '/devices/watched').send({ name: 'x' }),
    web.as('viewer')('delete', '/devices/watched'),
    web.as('viewer')('post', '/devices/watched/disable'),
    web.as('viewer')('post', '/devices/watched/credentials'),
  ];
  for (const answer of await Promise.all(changes)) expect([answer.status, answer.body.error.code]).toEqual([403, 'FORBIDDEN']);
  expect((await web.as(null)('get', '/devices')).status).toBe(401);
});
