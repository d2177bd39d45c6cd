import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AuditAction } from '@tpedm/domain';
import supertest, { type Test } from 'supertest';
import { createWebHarness, SETUP_TOKEN, type WebHarness } from '../../test/web-harness.ts';
import { apiRoutes } from '../app.ts';

const PASSWORD = 'correct horse battery';
const TABLES = [
  'app_user',
  'refresh_token',
  'api_token',
  'setup_state',
  'mqtt_user',
  'clientid_profile',
  'device_presence',
  'dm_command',
  'dm_category',
  'dm_operation',
];

let web: WebHarness;
let agent: ReturnType<typeof supertest.agent>;
/** Ids that earlier steps have made, by the route that made them. */
const made: Record<string, string> = {};

const admin = (...args: Parameters<ReturnType<WebHarness['as']>>) => web.as('administrator')(...args);
const operation = (name: string) => ({ category: 'Ours', name, method: 'GET', path: '/device/general' });

/** Every change that the API knows, each with what the audit log calls it, in an order in which one makes what the next needs. */
const CHANGES: Record<string, [action: AuditAction, run: () => Test]> = {
  'POST /auth/setup': [
    'user.create-first',
    () => agent.post('/api/v1/auth/setup').send({ setupToken: SETUP_TOKEN, username: 'root', password: PASSWORD }),
  ],
  'POST /auth/login': ['session.begin', () => agent.post('/api/v1/auth/login').send({ username: 'root', password: PASSWORD })],
  'POST /auth/password': [
    'user.change-password',
    () => agent.post('/api/v1/auth/password').send({ currentPassword: PASSWORD, newPassword: `${PASSWORD}!` }),
  ],
  'POST /auth/sessions/end': [
    'session.end-others',
    () => agent.post('/api/v1/auth/sessions/end').send({ currentPassword: `${PASSWORD}!` }),
  ],
  'POST /auth/logout': ['session.end', () => agent.post('/api/v1/auth/logout')],
  'POST /users': ['user.create', () => admin('post', '/users').send({ username: 'alice', password: PASSWORD, role: 'viewer' })],
  'PATCH /users/:id': ['user.update', () => admin('patch', `/users/${made['POST /users']}`).send({ role: 'operator' })],
  'DELETE /users/:id/sessions': ['user.end-sessions', () => admin('delete', `/users/${made['POST /users']}/sessions`)],
  'DELETE /users/:id': ['user.delete', () => admin('delete', `/users/${made['POST /users']}`)],
  'POST /tokens': ['token.create', () => admin('post', '/tokens').send({ name: 'ci' })],
  'DELETE /tokens/:id': ['token.delete', () => admin('delete', `/tokens/${made['POST /tokens']}`)],
  'POST /devices': ['device.create', () => admin('post', '/devices').send({ clientid: 'gw-1' })],
  'PATCH /devices/:clientid': ['device.update', () => admin('patch', '/devices/gw-1').send({ name: 'Pump house' })],
  'POST /devices/:clientid/credentials': ['device.credentials', () => admin('post', '/devices/gw-1/credentials').send({})],
  'POST /devices/:clientid/commands': [
    'command.send',
    () => admin('post', '/devices/gw-1/commands').send({ method: 'GET', path: '/device/general' }),
  ],
  'POST /commands/:id/cancel': [
    'command.cancel',
    () => admin('post', `/commands/${made['POST /devices/:clientid/commands']}/cancel`),
  ],
  'POST /devices/:clientid/disable': ['device.disable', () => admin('post', '/devices/gw-1/disable')],
  'POST /devices/:clientid/enable': ['device.enable', () => admin('post', '/devices/gw-1/enable')],
  'DELETE /devices/:clientid': ['device.delete', () => admin('delete', '/devices/gw-1')],
  'POST /categories': ['category.create', () => admin('post', '/categories').send({ name: 'Ours' })],
  'POST /operations': ['operation.create', () => admin('post', '/operations').send(operation('one'))],
  'PUT /operations/:id': [
    'operation.update',
    () => admin('put', `/operations/${made['POST /operations']}`).send(operation('two')),
  ],
  'DELETE /operations/:id': ['operation.delete', () => admin('delete', `/operations/${made['POST /operations']}`)],
  'POST /operations/import': [
    'operation.import',
    () => admin('post', '/operations/import').send({ categories: [{ name: 'Theirs', operations: [] }] }),
  ],
  'DELETE /categories/:id': ['category.delete', () => admin('delete', `/categories/${made['POST /categories']}`)],
};
/** Renewing a session changes nothing that anybody could answer for; a line each ten minutes for each browser would bury the rest. */
const NOT_AUDITED = ['POST /auth/refresh'];

beforeAll(async () => {
  web = await createWebHarness();
  agent = supertest.agent(web.url);
  await admin('get', '/auth/me').expect(200); // notes the use of the token, which later requests then do not
  await web.database.db.raw(`
    CREATE FUNCTION refuse_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no audit'; END $$;
    CREATE TRIGGER refuse_audit BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_audit();
    ALTER TABLE audit_log DISABLE TRIGGER refuse_audit;`);
});
afterAll(() => web.close());

const contents = async (): Promise<string[]> => {
  const read = (table: string) =>
    web.database.db.raw("SELECT coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '') AS rows FROM ?? AS t", [table]);
  return (await Promise.all(TABLES.map(read))).map(({ rows }) => rows[0].rows);
};
const withoutAudit = async (run: () => Test): Promise<number> => {
  await web.database.db.raw('ALTER TABLE audit_log ENABLE TRIGGER refuse_audit');
  const { status } = await run();
  await web.database.db.raw('ALTER TABLE audit_log DISABLE TRIGGER refuse_audit');
  return status;
};
const audited = () => web.database.db('audit_log').orderBy('id').select('action', 'actor_id', 'request_id');

test('every change that the route table knows is tried here', () => {
  const changes = apiRoutes(web.deps).filter(({ method }) => method !== 'get');
  const names = changes.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect([...Object.keys(CHANGES), ...NOT_AUDITED].sort()).toEqual(names.sort());
});

test.each(Object.entries(CHANGES))('%s writes one line into the audit log, or does not happen', async (name, [action, run]) => {
  const before = await contents();
  expect(await withoutAudit(run)).toBe(500);
  expect(await contents()).toEqual(before);

  const linesBefore = await audited();
  const { status, body } = await run();
  expect([status, body.error?.message]).toEqual([expect.any(Number), undefined]);
  made[name] = body.id;
  const lines = (await audited()).slice(linesBefore.length);
  expect(lines).toEqual([{ action, actor_id: expect.stringMatching(/^(user|token):\d+$/), request_id: expect.any(String) }]);
});

test('what is refused leaves no line', async () => {
  const before = await audited();
  await admin('post', '/users').send({ username: 'an-operator', password: PASSWORD, role: 'viewer' });
  await admin('delete', '/users/999');
  await web.as('viewer')('post', '/devices').send({ clientid: 'gw-2' });
  await web.as(null)('post', '/auth/login').send({ username: 'root', password: 'wrong' });
  expect(await audited()).toEqual(before);
});
