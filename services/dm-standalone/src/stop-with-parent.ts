import { readFileSync } from 'node:fs';

/** How often to look whether whoever started us is still there, milliseconds. */
const CHECK_MS = 1_000;

const SHELL = /^(?:ba|da|a)?sh$/;

/**
 * Stops us when npm, or the shell that npm runs its scripts in, is gone: `npm start` puts both between the terminal and us, and when
 * one of them is killed nobody else tells us. Reads `/proc`.
 */
export function stopWithParent(stop: () => void): void {
  const parent = process.ppid;
  const npm = SHELL.test(read(parent, 'comm').trim()) ? parentOf(parent) : null;
  const isAlone = (): boolean => process.ppid !== parent || (npm !== null && parentOf(parent) !== npm);
  setInterval(() => isAlone() && stop(), CHECK_MS).unref();
}

const parentOf = (pid: number): string | null => /^PPid:\s+(\d+)$/m.exec(read(pid, 'status'))?.[1] ?? null;

/** Empty when the process is gone. */
function read(pid: number, file: 'comm' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
