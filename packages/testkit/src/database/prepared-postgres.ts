import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { DatabaseConfig } from '@tpedm/db';
import { SERVICES_DIR } from '../process/services-dir.ts';
import { createPrivatePostgres, type PrivatePostgres } from './private-postgres.ts';
import type { TestRole } from './test-database.ts';

/** A private PostgreSQL, running, with the roles and the migrated database `tpedm` in it. */
export type PreparedPostgres = PrivatePostgres & {
  config: (role: TestRole) => DatabaseConfig;
  /** Kills the server as a power cut would; `start` brings it back with what was committed. */
  kill: () => Promise<void>;
};

const ROLES = ['DM_MIGRATE', 'DM_WEB', 'DM_WEBHOOK', 'DM_WORKER', 'EMQX'];

export async function startPreparedPostgres(): Promise<PreparedPostgres> {
  const postgres = await createPrivatePostgres();
  const { port, password } = postgres;
  const config = (role: TestRole): DatabaseConfig => ({
    DATABASE_HOST: '127.0.0.1',
    DATABASE_PORT: port,
    DATABASE_NAME: 'tpedm',
    DATABASE_USER: role === 'admin' ? 'postgres' : role,
    DATABASE_PASSWORD: password,
    DATABASE_TLS: 'off',
  });
  try {
    let running = await postgres.start();
    initialize(port, password);
    const start = async () => {
      running = await postgres.start();
      return running;
    };
    const kill = async () => {
      process.kill(running.pid, 'SIGKILL');
      await running.exited;
    };
    return { ...postgres, start, config, kill };
  } catch (error) {
    await postgres.remove();
    throw error;
  }
}

function initialize(port: number, password: string): void {
  const init = spawnSync(process.execPath, [join(SERVICES_DIR, 'dm-database-init/dist/main.js')], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH ?? '',
      DATABASE_HOST: '127.0.0.1',
      DATABASE_PORT: String(port),
      DATABASE_USER: 'postgres',
      DATABASE_PASSWORD: password,
      ...Object.fromEntries(ROLES.map((role) => [`${role}_PASSWORD`, password])),
    },
  });
  if (init.status !== 0) throw new Error(`dm-database-init failed:\n${init.stdout}${init.stderr}`);
}
