import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoProgram, type Setting } from '../programs/programs.ts';
import { startProgram } from '../supervisor/start-service.ts';
import { type Supervised, supervise } from '../supervisor/supervise.ts';
import { enrolDemo } from './enrol-demo.ts';

/** Runs simulated gateways beside the real thing; their secrets stay in the folder `demo`. */
export async function startDemo(setting: Setting, say: (line: string) => void): Promise<Supervised> {
  const { config, home, database } = setting;
  const credentialsFile = join(home.demoDir, 'credentials.json');
  const password = readFileSync(join(home.secretsDir, 'dm-web', 'database-password'), 'utf8').trim();
  const databaseConfig = {
    DATABASE_HOST: database.host,
    DATABASE_PORT: database.port,
    DATABASE_NAME: 'tpedm',
    DATABASE_USER: 'dm_web',
    DATABASE_PASSWORD: password,
    DATABASE_TLS: database.tls,
  };
  await enrolDemo(databaseConfig, config.demo, credentialsFile);
  const program = demoProgram(setting, credentialsFile);
  return supervise({ name: program.name, start: async () => startProgram(program, home.logsDir), say });
}
