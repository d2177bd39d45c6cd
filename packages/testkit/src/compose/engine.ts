import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../process/until.ts';
import { tryRun } from './run.ts';

/** Where an engine that the tests start keeps its images, so that they are made once a machine. */
const ENGINE_HOME = '/var/lib/tpedm-compose-test';

/** A container engine that answers; `stop` ends it if it was started for the tests. */
export type Engine = { stop: () => Promise<void> };

const answers = async (): Promise<boolean> => (await isThere('docker', ['info'])) && (await isThere(...composeVersion()));
const isThere = async (command: string, args: readonly string[]): Promise<boolean> => {
  try {
    return (await tryRun(command, args)).status === 0;
  } catch {
    return false;
  }
};
const composeVersion = (): [string, string[]] => ['docker-compose', ['version']];

/**
 * The engine of this machine, or one started here by root.
 * @returns the reason, as a sentence, when there is none and none can be started
 */
export async function findEngine(): Promise<Engine | string> {
  if (await answers()) return { stop: async () => undefined };
  if (!(await isThere('docker-compose', ['version']))) return 'docker-compose is not installed (apt-get install docker-compose)';
  if (!(await isThere('dockerd', ['--version']))) return 'dockerd is not installed (apt-get install docker.io)';
  if (process.getuid?.() !== 0) return 'no engine answers, and only root could start one';
  return startEngine();
}

async function startEngine(): Promise<Engine | string> {
  mkdirSync(ENGINE_HOME, { recursive: true });
  const log = openSync(join(ENGINE_HOME, 'dockerd.log'), 'w');
  const daemon = spawn('dockerd', ['--data-root', join(ENGINE_HOME, 'docker')], { stdio: ['ignore', log, log] });
  const ended = once(daemon, 'exit');
  const stop = async (): Promise<void> => {
    daemon.kill('SIGTERM');
    await ended;
  };
  try {
    await until(async () => daemon.exitCode !== null || (await answers()), { what: 'dockerd answers', timeoutMs: 60_000 });
  } catch (error) {
    await stop();
    throw error;
  }
  return daemon.exitCode === null ? { stop } : `dockerd cannot run here; see ${join(ENGINE_HOME, 'dockerd.log')}`;
}
