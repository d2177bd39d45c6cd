import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../process/until.ts';
import { findCompose } from './compose-command.ts';
import { tryRun } from './run.ts';

/** Where an engine that the tests start keeps its images, so that they are made once a machine. */
const ENGINE_HOME = '/var/lib/tpedm-compose-test';

/** A container engine that answers, and its compose; `stop` ends the engine if it was started for the tests. */
export type Engine = { compose: readonly string[]; stop: () => Promise<void> };

const succeeds = async (command: string, args: readonly string[]): Promise<boolean> => {
  try {
    return (await tryRun(command, args)).status === 0;
  } catch {
    return false;
  }
};

/**
 * The engine of this machine, or one started here by root.
 * @returns the reason, as a sentence, when there is none and none can be started
 */
export async function findEngine(): Promise<Engine | string> {
  const compose = await findCompose();
  if (compose === null) return 'Compose is not installed (apt-get install docker-compose)';
  if (await succeeds('docker', ['info'])) return { compose, stop: async () => undefined };
  if (!(await succeeds('dockerd', ['--version']))) return 'no container engine answers, and dockerd is not installed';
  if (process.getuid?.() !== 0) return 'no container engine answers, and only root could start one';
  return startEngine(compose);
}

async function startEngine(compose: readonly string[]): Promise<Engine | string> {
  mkdirSync(ENGINE_HOME, { recursive: true });
  const logPath = join(ENGINE_HOME, 'dockerd.log');
  const log = openSync(logPath, 'w');
  const daemon = spawn('dockerd', ['--data-root', join(ENGINE_HOME, 'docker')], { stdio: ['ignore', log, log] });
  const ended = once(daemon, 'exit');
  const stop = async (): Promise<void> => {
    daemon.kill('SIGTERM');
    await ended;
  };
  const answersOrEnded = async () => daemon.exitCode !== null || (await succeeds('docker', ['info']));
  await until(answersOrEnded, { what: 'dockerd answers', timeoutMs: 60_000 }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return daemon.exitCode === null ? { compose, stop } : `dockerd cannot run here; see ${logPath}`;
}
