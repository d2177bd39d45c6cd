import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SERVICES_DIR } from './services-dir.ts';
import { until } from './until.ts';

/** A built service running as a process of its own, as in production. */
export type ServiceProcess = {
  pid: number;
  /** Everything it has written so far. */
  output: () => string;
  /** Waits for it to end by itself; returns the exit code, null when a signal ended it. */
  exited: () => Promise<number | null>;
  /** Sends the signal and waits for the end; returns the exit code, null when a signal ended it. */
  end: (signal?: NodeJS.Signals) => Promise<number | null>;
};

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts `services/NAME/dist/main.js` with this environment and nothing else of ours but PATH. */
export function startServiceProcess(name: string, env: Record<string, string>): ServiceProcess {
  const child = spawn(process.execPath, [join(SERVICES_DIR, name, 'dist/main.js')], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(child, 'exit').finally(() => running.delete(child));
  return {
    pid: child.pid ?? 0,
    output: () => output,
    exited: async () => (await exited)[0],
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return (await exited)[0];
    },
  };
}

/** Waits until a service says that it is ready at `http://127.0.0.1:PORT/health/ready`. */
export async function untilReady(port: number, service: ServiceProcess): Promise<void> {
  const isReady = async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
  await until(isReady, { what: 'the service is ready', timeoutMs: 20_000 }).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${service.output()}`);
  });
}
