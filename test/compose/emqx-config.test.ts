import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { inputTopic, outputTopic, TOPIC_ROOTS } from '@tpedm/domain';
import {
  clientConnectedSchema,
  clientDisconnectedSchema,
  messagePublishSchema,
  sessionSubscribedSchema,
} from '@tpedm/emqx-client';
import { parse } from 'yaml';
import { readerFiles } from '../../services/dm-secrets/src/features/hand-out/reader-files.ts';
import { SECRET_NAMES, type SecretName } from '../../services/dm-secrets/src/features/vault/secret-names.ts';
import { EVENTS_PATH } from '../../services/dm-webhook/src/features/events/events-handler.ts';
import { at, parseHocon } from './support/hocon.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const { settings: emqx, includes } = parseHocon(read('emqx/emqx.conf'));
const acl = read('emqx/acl.conf').replace(/^%%.*$/gm, '');
const compose = parse(read('docker-compose.yml'), { merge: true });
const migrations = readdirSync(join(ROOT, 'db-init/migrations'))
  .map((name) => read(`db-init/migrations/${name}`))
  .join('\n');
const handedOut = readerFiles({
  secrets: Object.fromEntries(SECRET_NAMES.map((name) => [name, `value-of-${name}`])) as Record<SecretName, string>,
  previousHookToken: null,
  server: { certificate: 'certificate', key: 'key', ca: 'ca' },
  databaseCa: '',
}).emqx;
/** How emqx.conf and acl.conf write the id of the client that asks. */
const OWN = `\${clientid}`;
const text = (path: string): string => String(at(emqx, path));

test('asks the SQL function that the migrations make, with the columns that it gives back', () => {
  const query = text('authentication.0.query');
  const values = ['clientid', 'username', 'password'].map((name) => `\${${name}}`).join(', ');
  expect(query).toBe(`SELECT password_hash, is_superuser FROM mqtt_authenticate(${values})`);
  const [, parameters = '', columns = ''] =
    /FUNCTION mqtt_authenticate\(([^)]*)\)\s+RETURNS TABLE \(([^)]*)\)/.exec(migrations) ?? [];
  expect(parameters.split(',').map((parameter) => parameter.trim())).toEqual([
    'given_clientid text',
    'given_username text',
    'given_password text',
  ]);
  expect(columns).toBe('password_hash text, is_superuser boolean');
  expect(text('authentication.0.password_hash_algorithm.name')).toBe('plain');
  expect(at(emqx, 'authentication')).toHaveLength(1);
});

test('logs in to PostgreSQL as the role that may call that function and nothing else', () => {
  const role = text('authentication.0.username');
  const grants = read('db-init/roles.sql')
    .split('\n')
    .filter((line) => /^GRANT/.test(line) && new RegExp(`\\b${role}\\b`).test(line));
  expect(grants).toEqual([
    'GRANT USAGE ON SCHEMA public TO dm_web, dm_webhook, dm_worker, emqx;',
    'GRANT EXECUTE ON FUNCTION mqtt_authenticate(text, text, text) TO emqx;',
  ]);
  const { environment } = compose.services.emqx;
  expect(environment.EMQX_AUTHENTICATION__1__SERVER).toContain(`:-${text('authentication.0.server').split(':')[0]}}`);
  expect(environment.EMQX_AUTHENTICATION__1__DATABASE).toBe(`\${DATABASE_NAME:-${text('authentication.0.database')}}`);
});

test('takes the client ids that the table takes, and lets no other own a topic', () => {
  const [, characters, longest] = /clientid ~ '\^\[([^\]]+)\]\{1,(\d+)\}\$'/.exec(migrations) ?? [];
  expect(acl).toContain(`{deny, {clientid, {re, "[^${characters}]"}}, all, ["#"]}.`);
  expect(text('mqtt.max_clientid_len')).toBe(longest);
});

test('denies what no rule allows, and allows each device its own topics only', () => {
  expect(text('authorization.no_match')).toBe('deny');
  expect(text('authorization.sources.0.path')).toBe('etc/acl.conf');
  const rules = acl.split('\n').filter((line) => line.startsWith('{'));
  const own = TOPIC_ROOTS.map((root) => `"${inputTopic(OWN, root).replace(/input$/, '#')}"`).join(', ');
  expect(rules.slice(1)).toEqual([`{allow, all, all, [${own}]}.`, '{deny, all}.']);
});

test('posts to the address, the path and with the token that dm-webhook waits for', () => {
  const { environment } = compose.services['dm-webhook'];
  expect(text('connectors.http.dm_webhook.url')).toBe(`http://dm-webhook:${environment.PORT}`);
  expect(text('actions.http.dm_webhook.parameters.path')).toBe(EVENTS_PATH);
  expect(includes).toEqual(['/run/tpedm/emqx/secrets.conf']);
  const secrets = parseHocon(handedOut['secrets.conf'] ?? '').settings;
  expect(at(secrets, 'connectors.http.dm_webhook.headers.authorization')).toBe('Bearer value-of-hook-token');
  for (const path of ['node.cookie', 'dashboard.default_password']) {
    expect(text(path)).toMatch(/^replaced by the include/);
    expect(at(secrets, path)).toMatch(/^value-of-/);
  }
});

/** The names under which a rule's SELECT gives its columns. */
const columnsOf = (rule: string): string[] => {
  const [, list = ''] = /SELECT ([\s\S]*?)\s+FROM/.exec(text(`rule_engine.rules.${rule}.sql`)) ?? [];
  const columns = list.replace(/\([^)]*\)/g, '').split(',');
  return columns.map((column) =>
    String(
      column
        .trim()
        .split(/\s+as\s+/i)
        .at(-1),
    ).trim(),
  );
};

test.each([
  ['dm_connected', clientConnectedSchema],
  ['dm_disconnected', clientDisconnectedSchema],
  ['dm_ready', sessionSubscribedSchema],
  ['dm_output', messagePublishSchema],
])('the rule %s sends every field that dm-webhook reads', (rule, schema) => {
  expect(columnsOf(rule)).toEqual(expect.arrayContaining(Object.keys(schema.shape)));
  expect(at(emqx, `rule_engine.rules.${rule}.actions`)).toEqual(['http:dm_webhook']);
});

test('the rules listen to the topics of both roots', () => {
  const outputs = TOPIC_ROOTS.map((root) => `"${outputTopic('+', root)}"`).join(', ');
  expect(text('rule_engine.rules.dm_output.sql')).toContain(`FROM ${outputs}`);
  const ready = text('rule_engine.rules.dm_ready.sql');
  for (const root of TOPIC_ROOTS) {
    for (const leaf of ['input', '#', '+']) expect(ready).toContain(`topic = '/${root}/' + clientid + '/${leaf}'`);
  }
});

test('keeps an event for longer than an hour, and in the order of its client', () => {
  expect(text('actions.http.dm_webhook.resource_opts.request_ttl')).toBe('2h');
  expect(text('connectors.http.dm_webhook.pool_type')).toBe('hash');
  const perWorkerMb = Number.parseInt(text('actions.http.dm_webhook.resource_opts.max_buffer_bytes'), 10);
  const workers = Number(text('actions.http.dm_webhook.resource_opts.worker_pool_size'));
  const limitMb = Number(/EMQX_MEMORY:-(\d+)m/.exec(compose.services.emqx.mem_limit)?.[1]);
  expect(perWorkerMb * workers).toBeLessThan(limitMb);
});

test('listens where docker-compose.yml publishes, with the files that dm-secrets hands out', () => {
  const published = compose.services.emqx.ports.map((port: string) => port.split(':').at(-1));
  const listening = ['ssl', 'tcp'].map((kind) => text(`listeners.${kind}.default.bind`).split(':').at(-1));
  expect(published).toEqual(listening);
  for (const kind of ['ws', 'wss']) expect(text(`listeners.${kind}.default.enable`)).toBe('false');
  const paths = [...read('emqx/emqx.conf').matchAll(/\/run\/tpedm\/emqx\/([a-z.-]+)"/g)].map(([, name]) => name);
  expect([...new Set(paths)].toSorted()).toEqual(Object.keys(handedOut).toSorted());
  expect(text('listeners.ssl.default.ssl_options.versions')).toBe('tlsv1.3,tlsv1.2');
});

test('keeps the management API where only dm-web and dm-worker look for it', () => {
  const port = text('dashboard.listeners.http.bind');
  for (const service of ['dm-web', 'dm-worker']) {
    expect(compose.services[service].environment.BROKER_API_URL).toBe(`http://emqx:${port}`);
  }
  expect(JSON.stringify(compose.services.emqx.ports)).not.toContain(port);
});
