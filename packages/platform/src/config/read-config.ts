import { readFileSync } from 'node:fs';
import { z } from 'zod';

export type Environment = Record<string, string | undefined>;

/**
 * Reads a service's configuration out of its environment, once, at its start.
 * A variable `X` may be given as `X_FILE`, the path of a file that holds it: so secrets stay out of the environment.
 * @throws Error that names every variable that is missing or wrong, never a value
 */
export function readConfig<T extends z.ZodObject>(schema: T, env: Environment): z.infer<T> {
  const names = Object.keys(schema.shape);
  const parsed = schema.safeParse(Object.fromEntries(names.map((name) => [name, readVariable(name, env)])));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`Wrong configuration:\n${faults.join('\n')}`);
}

/** An empty variable or file counts as not set: compose files set unset ones to nothing. */
function readVariable(name: string, env: Environment): string | undefined {
  const path = env[`${name}_FILE`];
  return (path ? readSecretFile(`${name}_FILE`, path) : env[name]) || undefined;
}

function readSecretFile(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new Error(`Wrong configuration:\n  ${name}: cannot read the file ${path}`, { cause: error });
  }
}

/** A TCP port; 0 asks the system for a free one. */
export const portSchema = z.coerce.number().int().min(0).max(65_535);

/** A secret long enough not to be guessed; there is no default for one. */
export const secretSchema = z.string().min(16, 'must have at least 16 characters');

export const logLevelSchema = z.enum(['error', 'warn', 'info', 'debug']).default('info');

/** Where a service listens. */
export const listenSchema = z.object({ HOST: z.string().default('127.0.0.1'), PORT: portSchema });
