import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { insertApiToken, insertUser } from '@tpedm/db';
import type { Role } from '@tpedm/domain';
import { closeServer, type LogFields, type Logger, listen } from '@tpedm/platform';
import { createTestDatabase, type TestDatabase } from '@tpedm/testkit';
import supertest, { type Test } from 'supertest';
import { createApp } from '../src/app.ts';
import { parseConfig } from '../src/config.ts';
import { createDeps, type Deps } from '../src/deps.ts';
import type { Route } from '../src/http/route.ts';

export const SETUP_TOKEN = 'set-up-token-of-the-tests';
export const JWT_SECRET = 'secret-of-the-tests-with-32-characters-or-more';
export const CA_CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

export type TestUser = { id: string; username: string; role: Role; token: string };
export type LogEntry = { level: string; message: string; fields: LogFields };
type Send = (method: Route['method'], path: string) => Test;

/** dm-web on a real PostgreSQL and a real port, with one user and API token of each role. */
export type WebHarness = {
  deps: Deps;
  database: TestDatabase;
  url: string;
  log: LogEntry[];
  users: Record<Role, TestUser>;
  /** Sends to a path below `/api/v1` with the API token of a role, or without any. */
  as: (role: Role | null) => Send;
  addUser: (username: string, role: Role) => Promise<TestUser>;
  close: () => Promise<void>;
};

export async function createWebHarness(env: Record<string, string> = {}): Promise<WebHarness> {
  const database = await createTestDatabase();
  const { log, entries } = recordingLog();
  const deps = createDeps(parseConfig({ ...environmentOf(database), ...env }), log);
  const server = createServer(createApp(deps));
  const url = `http://127.0.0.1:${await listen(server, { host: '127.0.0.1', port: 0 })}`;
  const addUser = (username: string, role: Role) => addUserWithToken(database, username, role);
  const users = {
    viewer: await addUser('a-viewer', 'viewer'),
    operator: await addUser('an-operator', 'operator'),
    administrator: await addUser('an-administrator', 'administrator'),
  };
  return {
    deps,
    database,
    url,
    log: entries,
    users,
    addUser,
    as: (role) => (method, path) => {
      const test = supertest(url)[method](`/api/v1${path}`);
      return role ? test.set('authorization', `Bearer ${users[role].token}`) : test;
    },
    close: async () => {
      await closeServer(server, 0);
      await deps.stop();
      await database.drop();
    },
  };
}

/** What dm-web needs in its environment. */
export function environmentOf(database: TestDatabase): Record<string, string> {
  const address = Object.entries(database.config('dm_web')).map(([name, value]) => [name, String(value)]);
  return {
    ...Object.fromEntries(address),
    PORT: '0',
    BROKER_API_URL: 'http://127.0.0.1:1',
    BROKER_API_KEY: 'test-key:test-secret-of-the-broker',
    JWT_SECRET,
    SETUP_TOKEN,
    CA_CERTIFICATE,
    PUBLIC_HOST: 'tpedm.example',
    PUBLIC_MQTT_PORT: '1883',
    PUBLIC_MQTT_TLS_PORT: '8883',
    API_REQUESTS_PER_SECOND: '100000',
  };
}

export async function addUserWithToken({ db }: TestDatabase, username: string, role: Role): Promise<TestUser> {
  const token = `tpedm_${randomBytes(32).toString('base64url')}`;
  const { user } = await insertUser(db, { username, passwordHash: 'no password', role });
  const tokenHash = createHash('sha256').update(token).digest();
  await insertApiToken(db, { userId: user.id, name: 'test', role, tokenHash, expiresAt: null });
  return { id: user.id, username, role, token };
}

function recordingLog(): { log: Logger; entries: LogEntry[] } {
  const entries: LogEntry[] = [];
  const at =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      void entries.push({ level, message, fields });
  const log: Logger = { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug'), child: () => log };
  return { log, entries };
}
