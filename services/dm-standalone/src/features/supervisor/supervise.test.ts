import { expect, test } from '@jest/globals';
import { until } from '@tpedm/testkit';
import { type Run, supervise } from './supervise.ts';

/** A run that the test ends when it wants. */
function controlledRun() {
  let crash: (why: string) => void = () => undefined;
  const exited = new Promise<string>((resolve) => {
    crash = resolve;
  });
  const run: Run = { exited, stop: async () => crash('stopped') };
  return { run, crash };
}

test('starts again what has crashed, and says so', async () => {
  const runs = [controlledRun(), controlledRun()];
  const said: string[] = [];
  let started = 0;
  const start = async () => {
    const next = runs[started++];
    if (!next) throw new Error('no more runs');
    return next.run;
  };
  const supervised = await supervise({ name: 'dm-x', start, say: (line) => said.push(line) });
  runs[0]?.crash('signal SIGKILL');
  await until(() => started === 2, { what: 'it was started again' });
  await until(() => said.length === 2, { what: 'both lines were said' });
  expect(said).toEqual(['dm-x ended (signal SIGKILL); starting it again in 0.5 s', 'dm-x is running again']);
  await supervised.stop();
});

test('does not start again what was stopped', async () => {
  const { run } = controlledRun();
  let started = 0;
  const said: string[] = [];
  const start = async () => {
    started++;
    return run;
  };
  const supervised = await supervise({ name: 'dm-x', start, say: (line) => said.push(line) });
  await supervised.stop();
  await run.exited;
  expect({ started, said }).toEqual({ started: 1, said: [] });
});

test('leaves the failure of the first start to the caller', async () => {
  const start = async () => {
    throw new Error('no database');
  };
  await expect(supervise({ name: 'dm-x', start, say: () => undefined })).rejects.toThrow('no database');
});
