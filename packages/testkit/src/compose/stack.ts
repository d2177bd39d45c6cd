import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../process/until.ts';
import { tryCompose } from './compose-command.ts';
import { type Finished, run } from './run.ts';

/** The services of docker-compose.yml that go on running. */
export const LASTING_SERVICES = ['postgres', 'dm-webhook', 'emqx', 'dm-worker', 'dm-web', 'nginx'] as const;
export type LastingService = (typeof LASTING_SERVICES)[number];

export type StackOptions = {
  /** The folder with docker-compose.yml. */
  root: string;
  compose: readonly string[];
  project: string;
  /** Lines of .env. */
  settings: Readonly<Record<string, string>>;
};

/** A stack of its own on the engine: the real docker-compose.yml under another project name and on other ports. */
export type Stack = {
  project: string;
  /** The environment that makes any compose command, ours or a script's, mean this stack. */
  env: NodeJS.ProcessEnv;
  tryCompose: (...args: string[]) => Promise<Finished>;
  compose: (...args: string[]) => Promise<string>;
  /** Starts everything and waits until each health check passes. */
  up: () => Promise<void>;
  /** Waits until one service's health check passes, or gives what `wanted` says. */
  untilHealth: (service: string, wanted?: 'healthy' | 'unhealthy') => Promise<void>;
  containerId: (service: string) => Promise<string>;
  inspect: (service: string) => Promise<ContainerFacts>;
  execute: (service: string, ...command: string[]) => Promise<string>;
  /** Ends the stack with its volumes. */
  remove: () => Promise<void>;
};

/** The part of `docker inspect` that tests look at. */
export type ContainerFacts = {
  State: { Status: string; ExitCode: number; Health?: { Status: string } };
  Config: { User: string };
  HostConfig: {
    ReadonlyRootfs: boolean;
    CapDrop: string[] | null;
    CapAdd: string[] | null;
    SecurityOpt: string[] | null;
    Memory: number;
    Privileged: boolean;
    RestartPolicy: { Name: string };
    LogConfig: { Config: Record<string, string> };
  };
  NetworkSettings: { Ports: Record<string, { HostIp: string; HostPort: string }[] | null> };
};

export function createStack({ root, compose, project, settings }: StackOptions): Stack {
  const home = mkdtempSync(join(tmpdir(), 'tpedm-stack-'));
  const envFile = join(home, 'env');
  writeFileSync(
    envFile,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  const env = { ...process.env, ...settings, COMPOSE_PROJECT_NAME: project };
  const attempt = (...args: string[]) => tryCompose(compose, ['--env-file', envFile, ...args], { cwd: root, env });

  const composeOrFail = async (...args: string[]): Promise<string> => {
    const { status, stdout, stderr } = await attempt(...args);
    if (status === 0) return stdout;
    throw new Error(`compose ${args.join(' ')} ended with ${status}:\n${`${stdout}\n${stderr}`.slice(-6000)}`);
  };
  const containerId = async (service: string) => {
    const labels = { project, service, oneoff: 'False' };
    const filters = Object.entries(labels).flatMap(([name, value]) => ['--filter', `label=com.docker.compose.${name}=${value}`]);
    const id = (await run('docker', ['ps', '--all', '--quiet', ...filters])).trim();
    if (id === '') throw new Error(`There is no container of ${service}`);
    return id;
  };
  const inspect = async (service: string): Promise<ContainerFacts> => {
    const [facts] = JSON.parse(await run('docker', ['inspect', await containerId(service)]));
    return facts;
  };
  const untilHealth = async (service: string, wanted = 'healthy'): Promise<void> => {
    const isSo = async () => (await inspect(service)).State.Health?.Status === wanted;
    await until(isSo, { what: `${service} is ${wanted}`, timeoutMs: 90_000 });
  };
  return {
    project,
    env,
    tryCompose: attempt,
    compose: composeOrFail,
    up: async () => {
      await composeOrFail('up', '--detach', '--no-build');
      for (const service of LASTING_SERVICES) await untilHealth(service);
    },
    untilHealth,
    containerId,
    inspect,
    execute: async (service, ...command) => run('docker', ['exec', await containerId(service), ...command]),
    remove: async () => {
      await attempt('down', '--volumes', '--timeout', '5', '--remove-orphans');
      rmSync(home, { recursive: true, force: true });
    },
  };
}
