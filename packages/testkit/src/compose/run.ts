import { spawn } from 'node:child_process';
import { once } from 'node:events';

export type Finished = { status: number; stdout: string; stderr: string };

export type RunOptions = { cwd?: string; env?: NodeJS.ProcessEnv; input?: string | Buffer };

/** Runs a program to its end, whatever its exit status. */
export async function tryRun(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const { cwd, env, input = '' } = options;
  const child = spawn(command, args, { ...(cwd && { cwd }), ...(env && { env }), stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined).end(input);
  const [status] = await once(child, 'close');
  return { status: status ?? -1, stdout, stderr };
}

/**
 * Runs a program and gives what it printed.
 * @throws Error with the end of what it printed when its exit status is not 0
 */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await tryRun(command, args, options);
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${`${stdout}\n${stderr}`.slice(-4000)}`);
}
