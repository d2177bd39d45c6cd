import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { startDemo } from './features/demo/start-demo.ts';
import { ensureHome, type Home, lockHome } from './features/home/home.ts';
import { claimPorts, type Ports } from './features/ports/claim-ports.ts';
import { startEmbeddedPostgres } from './features/postgres/embedded-postgres.ts';
import { type DatabaseAddress, embeddedAddress, parseDatabaseUrl } from './features/programs/database-address.ts';
import {
  brokerService,
  databaseInitProgram,
  type Setting,
  secretsProgram,
  webhookService,
  webService,
  workerService,
} from './features/programs/programs.ts';
import { readyMessage } from './features/ready-message/ready-message.ts';
import { runOnce } from './features/supervisor/run-once.ts';
import { type Service, startService } from './features/supervisor/start-service.ts';
import { type Run, type Supervised, supervise } from './features/supervisor/supervise.ts';

type Say = (line: string) => void;

/** Everything that runs, in the order in which it was started; it is stopped in the opposite order. */
type Running = (Supervised | { stop: () => Promise<void> })[];

/**
 * Starts a whole TPEDM out of one folder and says when it is ready.
 * @returns how to stop it
 * @throws Error that says what to do; whatever had been started is stopped before
 */
export async function startStandalone(config: Config, say: Say): Promise<{ stop: () => Promise<void> }> {
  const running: Running = [];
  const stop = async (): Promise<void> => {
    for (const part of running.splice(0).reverse()) await part.stop();
  };
  try {
    await startAll(config, say, running);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(config: Config, say: Say, running: Running): Promise<void> {
  const home = ensureHome(config.TPEDM_HOME);
  const unlock = lockHome(home);
  running.push({ stop: async () => unlock() });
  const ports = await claimPorts(config);
  await runOnce(secretsProgram({ config, home }), home.logsDir);
  const database = await startDatabase({ config, home, ports, say, running });
  const setting: Setting = { config, home, ports, database };
  await runOnce(databaseInitProgram(setting), home.logsDir);
  await startServices(setting, say, running);
  if (config.demo > 0) running.push(await startDemo(setting, say));
  say(await readyMessage(setting));
}

/** The hook must be there before the broker has events to tell. */
async function startServices(setting: Setting, say: Say, running: Running): Promise<void> {
  const superviseService = (service: Service): Promise<Supervised> =>
    supervise({ name: service.name, start: () => startService(service, setting.home.logsDir), say });
  running.push(await superviseService(webhookService(setting)));
  running.push(await superviseService(brokerService(setting)));
  running.push(...(await Promise.all([workerService(setting), webService(setting)].map(superviseService))));
}

async function startDatabase(options: {
  config: Config;
  home: Home;
  ports: Ports;
  say: Say;
  running: Running;
}): Promise<DatabaseAddress> {
  const { config, home, ports, say, running } = options;
  if (config.DATABASE_URL) return parseDatabaseUrl(config.DATABASE_URL);
  const password = readFileSync(join(home.secretsDir, 'dm-database-init', 'database-admin-password'), 'utf8').trim();
  const start = async (): Promise<Run> => {
    const postmaster = await startEmbeddedPostgres({
      dataDir: join(home.postgresDir, 'data'),
      logFile: join(home.logsDir, 'postgres.log'),
      port: ports.POSTGRES_PORT,
      password,
    });
    return { exited: postmaster.exited.then((code) => `exit code ${code}`), stop: postmaster.stop };
  };
  running.push(await supervise({ name: 'PostgreSQL', start, say }));
  return embeddedAddress({ POSTGRES_PORT: ports.POSTGRES_PORT }, password);
}
