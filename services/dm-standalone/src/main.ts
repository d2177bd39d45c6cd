import { parseConfig } from './config.ts';
import { startStandalone } from './standalone.ts';

/** How often to look whether whoever started us is still there, milliseconds. */
const PARENT_CHECK_MS = 1_000;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const fail = (error: unknown): never => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
};

/** `npm start` puts npm between the terminal and us; when it is killed, nobody else tells us. */
function stopWithParent(stop: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop(), PARENT_CHECK_MS).unref();
}

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
  stopWithParent(stop);
  await starting;
} catch (error) {
  fail(error);
}
