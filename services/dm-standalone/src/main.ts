import { parseConfig } from './config.ts';
import { startStandalone } from './standalone.ts';
import { stopWithParent } from './stop-with-parent.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const fail = (error: unknown): never => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
};

// The terminal may be gone before us; stopping goes on without it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  const starting = startStandalone(parseConfig(process.env, process.argv.slice(2)), say);
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    say('Stopping');
    starting
      .then((standalone) => standalone.stop())
      .then(() => process.exit(0))
      .catch(fail);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  if (process.env.npm_lifecycle_event) stopWithParent(stop);
  await starting;
} catch (error) {
  fail(error);
}
