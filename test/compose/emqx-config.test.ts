import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { clientidSchema, inputTopic, outputTopic, TOPIC_ROOTS } from '@tpedm/domain';
import {
  clientConnectedSchema,
  clientDisconnectedSchema,
  messagePublishSchema,
  sessionSubscribedSchema,
} from '@tpedm/emqx-client';
import { parse } from 'yaml';
import { READER_UIDS, readerFiles } from '../../services/dm-secrets/src/features/hand-out/reader-files.ts';
import { SECRET_NAMES, type SecretName } from '../../services/dm-secrets/src/features/vault/secret-names.ts';
import { mapping, readRules, stringValue, withoutComments } from './support/read-hocon.ts';

type Service = {
  user?: string;
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
};
type Compose = { services: Record<string, Service> };

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as Compose;
const emqx = withoutComments(readFileSync('emqx/emqx.conf', 'utf8'));
const acl = readFileSync('emqx/acl.conf', 'utf8');
const rules = readRules(emqx);
const migrations = readdirSync('db-init/migrations')
  .map((file) => readFileSync(`db-init/migrations/${file}`, 'utf8'))
  .join('\n');

/** A placeholder as the broker and docker compose write it. */
const placeholder = (name: string): string => `\${${name}}`;

test('the login query calls the function that the migrations make, and reads the columns that it gives', () => {
  const values = ['clientid', 'username', 'password'].map(placeholder).join(', ');
  expect(stringValue(emqx, 'query')).toBe(`SELECT password_hash, is_superuser FROM mqtt_authenticate(${values})`);
  expect(migrations).toMatch(/FUNCTION mqtt_authenticate\(given_clientid text, given_username text, given_password text\)/);
  expect(migrations).toMatch(/RETURNS TABLE \(password_hash text, is_superuser boolean\)/);
  expect(readFileSync('db-init/roles.sql', 'utf8')).toContain(
    'GRANT EXECUTE ON FUNCTION mqtt_authenticate(text, text, text) TO emqx',
  );
});

test('the broker logs in to the database of the stack as the role that may do one thing', () => {
  expect(stringValue(emqx, 'username')).toBe('emqx');
  expect(stringValue(emqx, 'server')).toBe('postgres:5432');
  expect(stringValue(emqx, 'database')).toBe('tpedm');
  expect(compose.services.emqx?.environment).toMatchObject({
    EMQX_AUTHENTICATION__1__SERVER: `${placeholder('DATABASE_HOST:-postgres')}:${placeholder('DATABASE_PORT:-5432')}`,
    EMQX_AUTHENTICATION__1__DATABASE: placeholder('DATABASE_NAME:-tpedm'),
  });
});

test('the hook goes to the address, port and path where dm-webhook listens', () => {
  const port = compose.services['dm-webhook']?.environment?.PORT;
  expect(stringValue(emqx, 'url')).toBe(`http://dm-webhook:${port}`);
  const path = stringValue(mapping(emqx, 'parameters'), 'path');
  expect(
    readFileSync('services/dm-webhook/src/features/events/events-handler.ts', 'utf8') +
      readFileSync('services/dm-webhook/src/app.ts', 'utf8'),
  ).toContain(`'${path}'`);
});

test('the management API is where dm-web and dm-worker look for it, and is not published', () => {
  const port = /listeners\.http\s*\{\s*bind\s*=\s*(\d+)/.exec(emqx)?.[1];
  for (const name of ['dm-web', 'dm-worker']) {
    expect(compose.services[name]?.environment?.BROKER_API_URL).toBe(`http://emqx:${port}`);
  }
  expect(compose.services.emqx?.ports?.some((mapped) => mapped.endsWith(`:${port}`))).toBe(false);
});

test('every listener that is open is published on its own port, the unencrypted one on loopback unless .env says otherwise', () => {
  const listenerPort = (name: string) => /bind\s*=\s*"0\.0\.0\.0:(\d+)"/.exec(mapping(emqx, `listeners.${name}.default`))?.[1];
  expect(compose.services.emqx?.ports).toEqual([
    `\${MQTT_TLS_BIND:-0.0.0.0}:\${MQTT_TLS_PORT:-8883}:${listenerPort('ssl')}`,
    `\${MQTT_BIND:-127.0.0.1}:\${MQTT_PORT:-1883}:${listenerPort('tcp')}`,
  ]);
  expect(emqx).toMatch(/listeners\.ws\.default\.enable = false/);
  expect(emqx).toMatch(/listeners\.wss\.default\.enable = false/);
});

test('every file under /run/tpedm that a configuration names is handed out to its reader', () => {
  const secrets = Object.fromEntries(SECRET_NAMES.map((name) => [name, name])) as Record<SecretName, string>;
  const files = readerFiles({ secrets, previousHookToken: null, server: { certificate: '', key: '', ca: '' } });
  const named = [emqx, readFileSync('docker-compose.yml', 'utf8'), readFileSync('nginx/nginx.conf', 'utf8')].flatMap((text) => [
    ...text.matchAll(/\/run\/tpedm\/([a-z-]+)\/([a-z.-]+)/g),
  ]);
  const missing = named.filter(([, reader = '', file = '']) => !Object.hasOwn(files[reader as keyof typeof files] ?? {}, file));
  expect(named.length).toBeGreaterThan(15);
  expect(missing.map(([path]) => path)).toEqual([]);
});

test('every reader runs as the user that its secrets belong to', () => {
  for (const [reader, uid] of Object.entries(READER_UIDS)) expect(compose.services[reader]?.user).toBe(`${uid}:${uid}`);
});

test('the include that brings the secrets sets the keys that emqx.conf leaves open', () => {
  const secrets = Object.fromEntries(SECRET_NAMES.map((name) => [name, `value-of-${name}`])) as Record<SecretName, string>;
  const included = readerFiles({ secrets, previousHookToken: null, server: { certificate: '', key: '', ca: '' } }).emqx[
    'secrets.conf'
  ];
  expect(emqx.trim()).toMatch(/include "\/run\/tpedm\/emqx\/secrets\.conf"$/);
  expect(included).toContain('node.cookie = "value-of-broker-cookie"');
  expect(included).toContain('dashboard.default_password = "value-of-broker-dashboard-password"');
  expect(included).toContain('connectors.http.dm_webhook.headers.authorization = "Bearer value-of-hook-token"');
});

test('the rule for outputs takes the output topics of both roots, and no other', () => {
  const filters = TOPIC_ROOTS.map((root) => `"${outputTopic('+', root)}"`).join(', ');
  expect(rules.dm_output?.from).toBe(filters);
});

test('the rule for readiness knows every filter that covers the input topic', () => {
  const filters = TOPIC_ROOTS.flatMap((root) => ['input', '#', '+'].map((leaf) => `'/${root}/' + clientid + '/${leaf}'`));
  const conditions = rules.dm_ready?.where.split(/\s+or\s+/).map((condition) => condition.replace('topic = ', '').trim());
  expect(conditions).toEqual(filters);
  expect(TOPIC_ROOTS.map((root) => inputTopic('x', root))).toEqual(['/tpe/x/input', '/tpedm/x/input']);
});

test.each([
  ['dm_connected', clientConnectedSchema],
  ['dm_disconnected', clientDisconnectedSchema],
  ['dm_ready', sessionSubscribedSchema],
  ['dm_output', messagePublishSchema],
])('the rule %s selects what dm-webhook asks for', (rule, schema) => {
  expect([...(rules[rule]?.columns ?? [])].sort()).toEqual(Object.keys(schema.shape).sort());
});

test('a device may reach its own subtree of both roots, and everything else is denied', () => {
  const own = TOPIC_ROOTS.map((root) => `"/${root}/${placeholder('clientid')}/#"`).join(', ');
  expect(acl).toContain(`{allow, all, all, [${own}]}.`);
  expect(acl.trim().endsWith('{deny, all}.')).toBe(true);
  expect(emqx).toMatch(/no_match = deny/);
});

test('the broker, the table and the API agree on what a clientid may look like', () => {
  const alphabet = /\[\^([^\]]+)\]/.exec(acl)?.[1];
  expect(alphabet).toBe('A-Za-z0-9._-');
  expect(migrations).toContain(`clientid ~ '^[${alphabet}]{1,64}$'`);
  expect(/max_clientid_len = (\d+)/.exec(emqx)?.[1]).toBe('64');
  expect([clientidSchema.safeParse('a'.repeat(64)).success, clientidSchema.safeParse('a'.repeat(65)).success]).toEqual([
    true,
    false,
  ]);
});

test('nothing is asked of the internet, and no secret stands in the file', () => {
  expect(emqx).toMatch(/telemetry\.enable = false/);
  const literals = [...emqx.matchAll(/(?:cookie|password) = "([^"]*)"/g)].map(([, value]) => value);
  expect(literals.every((value) => value?.startsWith('replaced by') || value?.startsWith('file://'))).toBe(true);
});
