import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../process/free-port.ts';
import { SERVICES_DIR } from '../process/services-dir.ts';
import { until } from '../process/until.ts';
import { type Api, createApi } from './api.ts';

/** A whole TPEDM as `npm start` runs it, on free ports and in a folder of its own. */
export type Standalone = {
  url: string;
  mqttUrl: string;
  mqttsUrl: string;
  home: string;
  pid: number;
  setupToken: string;
  ports: Record<string, number>;
  output: () => string;
  /** Client of the API, signed in as the first administrator by a token. */
  api: () => Promise<Api>;
  /** Ends the process that was started with a signal and waits until it is gone; the folder stays. */
  end: (signal?: NodeJS.Signals) => Promise<number | null>;
  /** What Ctrl-C in a terminal does: SIGINT to everything that was started in the foreground. */
  pressCtrlC: () => Promise<number | null>;
  /** Starts it again on the same folder and ports. */
  restart: () => Promise<void>;
  /** Ends it and removes the folder. */
  remove: () => Promise<void>;
};

const SETUP_TOKEN = 'setup-token-for-tests';
export const ADMINISTRATOR = { username: 'admin', password: 'correct horse battery staple' };
const PORTS = ['HTTP_PORT', 'MQTT_PORT', 'MQTT_TLS_PORT', 'MQTT_WS_PORT', 'BROKER_API_PORT'] as const;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** `underNpm`: behind a process and a shell, in a process group, as `npm start` in a terminal; `pid` is the foremost's then. */
type Options = { args?: string[]; env?: Record<string, string>; underNpm?: boolean };

export async function startStandalone(options: Options = {}): Promise<Standalone> {
  const home = mkdtempSync(join(tmpdir(), 'tpedm-home-'));
  const ports = Object.fromEntries(await Promise.all(PORTS.map(async (name) => [name, await freePort()] as const)));
  const env = {
    PATH: process.env.PATH ?? '',
    TPEDM_HOME: home,
    SETUP_TOKEN,
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
    ...(options.underNpm ? { npm_lifecycle_event: 'start' } : {}),
    ...options.env,
  };
  const start = () => launch(commandOf(options), { env, detached: options.underNpm ?? false });
  let process_ = await start();
  let api: Promise<Api> | undefined;
  const url = `http://127.0.0.1:${ports.HTTP_PORT}`;
  const end = (signal: NodeJS.Signals = 'SIGTERM') => process_.end(signal);
  return {
    url,
    mqttUrl: `mqtt://127.0.0.1:${ports.MQTT_PORT}`,
    mqttsUrl: `mqtts://localhost:${ports.MQTT_TLS_PORT}`,
    home,
    get pid() {
      return process_.pid;
    },
    setupToken: SETUP_TOKEN,
    ports,
    output: () => process_.output(),
    api: () => {
      api ??= createApi(url, { setupToken: SETUP_TOKEN, ...ADMINISTRATOR });
      return api;
    },
    end,
    pressCtrlC: () => process_.end('SIGINT', { wholeGroup: true }),
    restart: async () => {
      process_ = await start();
    },
    remove: async () => {
      await end();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function commandOf({ args = [], underNpm = false }: Options): string[] {
  const command = [process.execPath, join(SERVICES_DIR, 'dm-standalone/dist/main.js'), ...args];
  // A shell replaces itself by its last command: the `exit` keeps both shells there.
  return underNpm ? ['sh', '-c', 'sh -c \'"$0" "$@"; exit $?\' "$0" "$@"; exit $?', ...command] : command;
}

type Launched = {
  pid: number;
  output: () => string;
  end: (signal: NodeJS.Signals, options?: { wholeGroup: boolean }) => Promise<number | null>;
};

/** `detached` makes it the head of a process group, as a shell does. */
async function launch(
  [command = '', ...args]: string[],
  options: { env: Record<string, string>; detached: boolean },
): Promise<Launched> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  let code: number | null | undefined;
  const exited = once(child, 'exit').then(([exitCode]) => {
    running.delete(child);
    code = exitCode as number | null;
  });
  const end: Launched['end'] = async (signal, { wholeGroup } = { wholeGroup: false }) => {
    if (wholeGroup && child.pid && code === undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
    await exited;
    return code ?? null;
  };
  const isUp = () => output.includes('TPEDM is ready');
  await until(() => isUp() || code !== undefined, { what: 'TPEDM is ready', timeoutMs: 60_000 }).catch(() => end('SIGKILL'));
  if (!isUp()) throw new Error(`TPEDM did not start; exit code ${code}\n${output}`);
  return { pid: child.pid ?? 0, output: () => output, end };
}
