import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Program } from './run-once.ts';
import { logFileOf, openServiceLog } from './service-log.ts';
import type { Run } from './supervise.ts';

/** Where a service says that it is ready. */
export type Service = Program & { readyUrl: string };

const READY_LIMIT_MS = 30_000;
/** The services end themselves within 15 s; this is for one that hangs. */
const STOP_LIMIT_MS = 20_000;

/**
 * Starts a program as a process of its own. The channel between us makes it stop when we vanish; its own process group keeps Ctrl-C
 * away from it, so that we can stop the services in order.
 */
export function startProgram({ name, entry, args = [], env }: Program, logsDir: string): Run {
  const log = openServiceLog(logsDir, name);
  const child = spawn(process.execPath, [entry, ...args], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const exited = once(child, 'exit').then(([code, signal]) => (signal ? `signal ${signal}` : `exit code ${code}`));
  void exited.then(() => log.end());
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await exited;
    clearTimeout(limit);
  };
  return { exited, stop };
}

/** Starts a service and resolves when it is ready. */
export async function startService(service: Service, logsDir: string): Promise<Run> {
  const run = startProgram(service, logsDir);
  await untilReady(service, run.exited, logsDir);
  return run;
}

async function untilReady({ name, readyUrl }: Service, exited: Promise<string>, logsDir: string): Promise<void> {
  let end: string | undefined;
  void exited.then((why) => {
    end = why;
  });
  const giveUpAt = Date.now() + READY_LIMIT_MS;
  while (!(await isReady(readyUrl))) {
    if (end) throw new Error(`${name} did not start (${end}); its log is ${logFileOf(logsDir, name)}`);
    if (Date.now() > giveUpAt) return;
    await wait(40);
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
