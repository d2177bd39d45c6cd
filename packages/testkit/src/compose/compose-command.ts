import { type Finished, type RunOptions, tryRun } from './run.ts';

/** `docker compose` of today, or `docker-compose` 1.29 where that is what there is; null where there is neither. */
export async function findCompose(): Promise<readonly string[] | null> {
  for (const words of [['docker', 'compose'], ['docker-compose']]) {
    const [program = '', ...rest] = words;
    const finished = await tryRun(program, [...rest, 'version']).catch((): Finished => ({ status: -1, stdout: '', stderr: '' }));
    if (finished.status === 0) return words;
  }
  return null;
}

/** Runs one compose command, whatever its exit status. */
export function tryCompose(compose: readonly string[], args: readonly string[], options: RunOptions): Promise<Finished> {
  const [program = '', ...rest] = compose;
  return tryRun(program, [...rest, ...args], options);
}
