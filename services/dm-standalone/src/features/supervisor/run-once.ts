import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openServiceLog } from './service-log.ts';

/** A program to run: a built entry file with arguments, and its whole environment. */
export type Program = { name: string; entry: string; args?: readonly string[]; env: Record<string, string> };

/**
 * Runs a program that ends by itself.
 * @throws Error with its last lines when it fails
 */
export async function runOnce(program: Program, logsDir: string): Promise<void> {
  const { name, entry, args = [], env } = program;
  const log = openServiceLog(logsDir, name);
  const child = spawn(process.execPath, [entry, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(log, { end: false });
    stream.on('data', (chunk: Buffer) => {
      tail = (tail + chunk.toString()).slice(-4_000);
    });
  }
  const [code] = await once(child, 'close');
  log.end();
  if (code !== 0) throw new Error(`${name} failed:\n${tail.trim()}`);
}
