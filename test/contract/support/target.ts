import { randomBytes } from 'node:crypto';
import { connectDatabase, type Database, databaseConfigSchema } from '@tpedm/db';
import {
  createTestDatabase,
  freePort,
  registerDevice,
  type ServiceProcess,
  startServiceProcess,
  type TestDatabase,
  untilReady,
} from '@tpedm/testkit';
import { type HookSink, startHookSink } from './hook-sink.ts';
import { type MqttDevice, openDevice } from './mqtt-device.ts';

/** A registered device's login, ready for CONNECT. */
export type Login = { clientId: string; username: string; password: Buffer };

/** The broker under test, with everything around it. */
export type Target = {
  mqttUrl: string;
  apiUrl: string;
  apiKey: string;
  hookToken: string;
  hook: HookSink;
  /** Makes a device with a clientid of its own and returns its login. */
  register: (clientid?: string) => Promise<Login>;
  /** Opens a connection; every one is closed at the end. */
  open: (version?: 4 | 5) => Promise<MqttDevice>;
  /** Registers a device and connects it. */
  connected: (options?: { clean?: boolean; keepalive?: number }) => Promise<{ login: Login; device: MqttDevice }>;
  /** Our own broker's process; null when the suite runs against another one, which it cannot start and stop. */
  own: OwnBroker | null;
  stop: () => Promise<void>;
};
export type OwnBroker = {
  restart: (signal: NodeJS.Signals) => Promise<void>;
  /** Cuts the database's connections and takes no new ones, or takes them again. */
  blockDatabase: (isBlocked: boolean) => Promise<void>;
};

type Place = Pick<Target, 'mqttUrl' | 'apiUrl' | 'apiKey' | 'hookToken' | 'hook' | 'own'> & {
  db: Database;
  leave: () => Promise<void>;
};

/**
 * The broker named by the environment, for example a real EMQX with the reference configuration, else dm-broker started for this file.
 * `CONTRACT_MQTT_URL`, `CONTRACT_API_URL`, `CONTRACT_API_KEY` (key:secret), `CONTRACT_HOOK_PORT` (where it posts to),
 * `CONTRACT_HOOK_TOKEN` and `CONTRACT_DATABASE_*` (where devices are registered). Run jest with `--runInBand` then: the hook's port
 * is one.
 * @param env more environment for dm-broker
 */
export async function startTarget(env: Record<string, string> = {}): Promise<Target> {
  const place = process.env.CONTRACT_MQTT_URL ? await externalBroker(process.env.CONTRACT_MQTT_URL) : await ownBroker(env);
  const { db, leave, ...reach } = place;
  const devices: MqttDevice[] = [];
  const register: Target['register'] = async (clientid = `dev-${randomBytes(6).toString('hex')}`) => {
    const device = await registerDevice(db, clientid);
    return { clientId: device.clientid, username: device.username, password: Buffer.from(device.password) };
  };
  const open: Target['open'] = async (version) => {
    const device = await openDevice(reach.mqttUrl, version);
    devices.push(device);
    return device;
  };
  return {
    ...reach,
    register,
    open,
    connected: async (options = {}) => {
      const login = await register();
      const device = await open();
      const outcome = await device.connect({ ...login, ...options });
      if (outcome === 'closed' || outcome.code !== 0) throw new Error(`not let in: ${JSON.stringify(outcome)}`);
      return { login, device };
    },
    stop: async () => {
      for (const device of devices) device.destroy();
      await leave();
      await reach.hook.stop();
    },
  };
}

async function externalBroker(mqttUrl: string): Promise<Place> {
  const { CONTRACT_API_URL = '', CONTRACT_API_KEY = '', CONTRACT_HOOK_PORT, CONTRACT_HOOK_TOKEN = '' } = process.env;
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith('CONTRACT_DATABASE_'));
  const config = Object.fromEntries(settings.map(([name, value]) => [name.slice('CONTRACT_'.length), value]));
  const db = connectDatabase(databaseConfigSchema.parse(config), { applicationName: 'contract' });
  const hook = await startHookSink(Number(CONTRACT_HOOK_PORT));
  const reach = { mqttUrl, apiUrl: CONTRACT_API_URL, apiKey: CONTRACT_API_KEY, hookToken: CONTRACT_HOOK_TOKEN, hook, own: null };
  return { ...reach, db, leave: () => db.destroy() };
}

async function ownBroker(env: Record<string, string>): Promise<Place> {
  const database = await createTestDatabase();
  const hook = await startHookSink();
  const [mqttPort, apiPort] = [await freePort(), await freePort()];
  const secrets = { apiKey: `contract:${randomBytes(16).toString('hex')}`, hookToken: randomBytes(16).toString('hex') };
  const settings = {
    ...stringValues(database.config('emqx')),
    MQTT_PORT: String(mqttPort),
    API_PORT: String(apiPort),
    API_KEYS: `${secrets.apiKey}:administrator\nviewer:${secrets.apiKey.slice(9)}:viewer`,
    HOOK_URL: `http://127.0.0.1:${hook.port}/emqx/events`,
    HOOK_TOKEN: secrets.hookToken,
    BROKER_FAULTS: '1',
    MAX_CONNECTIONS_PER_SECOND: '10000',
    ...env,
  };
  const start = async (): Promise<ServiceProcess> => {
    const started = startServiceProcess('dm-broker', settings);
    await untilReady(apiPort, started);
    return started;
  };
  let broker = await start();
  const restart = async (signal: NodeJS.Signals): Promise<void> => {
    await broker.end(signal);
    broker = await start();
  };
  return {
    mqttUrl: `mqtt://127.0.0.1:${mqttPort}`,
    apiUrl: `http://127.0.0.1:${apiPort}`,
    ...secrets,
    hook,
    own: { restart, blockDatabase: (isBlocked) => blockDatabase(database, isBlocked) },
    db: database.db,
    leave: async () => {
      await broker.end('SIGTERM');
      await database.drop();
    },
  };
}

const stringValues = (record: object): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, String(value)]));

async function blockDatabase({ db, name }: TestDatabase, isBlocked: boolean): Promise<void> {
  const change = isBlocked ? 'REVOKE CONNECT ON DATABASE ?? FROM emqx, PUBLIC' : 'GRANT CONNECT ON DATABASE ?? TO emqx';
  await db.raw(change, [name]);
  if (isBlocked) {
    await db.raw("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ? AND usename = 'emqx'", [name]);
  }
}

/** Says that an item does not apply to this broker: it is neither passed nor failed, and printed so that nobody overlooks it. */
export function notApplicable(item: string): void {
  process.stdout.write(`contract: not applicable to this broker: ${item}\n`);
}
