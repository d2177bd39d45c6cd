import { afterAll, beforeAll, describe } from '@jest/globals';
import { createStackUnderTest, type Engine, findEngine, PROJECT_ROOT, prepareImages, type StackUnderTest } from '@tpedm/testkit';
import { backupTests } from './scenarios/backup.ts';
import { badDayTests } from './scenarios/bad-days.ts';
import { containerTests } from './scenarios/containers.ts';
import { exposureTests } from './scenarios/exposure.ts';
import { installTests } from './scenarios/install.ts';
import { mainJobTests } from './scenarios/main-job.ts';
import { operationTests } from './scenarios/operations.ts';
import { outsidePostgresqlTests } from './scenarios/outside-postgresql.ts';
import { proxyTests } from './scenarios/proxy.ts';
import { rotationTests } from './scenarios/rotation.ts';
import { settingsTests } from './scenarios/settings.ts';

const engine = await findEngine();
const isRequired = Boolean(process.env.CI || process.env.TPEDM_REQUIRE_COMPOSE);
if (typeof engine === 'string' && isRequired) throw new Error(`The compose test must run here, but ${engine}`);
const suite = typeof engine === 'string' ? describe.skip : describe;
if (typeof engine === 'string') console.warn(`SKIPPED: the production stack cannot run on this machine: ${engine}`);

suite('the production stack', () => {
  let stack: StackUnderTest;

  beforeAll(async () => {
    if (typeof engine === 'string') return;
    await prepareImages(engine, PROJECT_ROOT);
    stack = await createStackUnderTest(engine);
    const startedAt = Date.now();
    await stack.up();
    console.info(`healthy ${((Date.now() - startedAt) / 1000).toFixed(1)} s after up`);
  }, 600_000);
  afterAll(async () => {
    await stack?.remove();
    if (typeof engine !== 'string') await engine.stop();
  }, 60_000);

  const getStack = () => stack;
  describe('main job', () => mainJobTests(getStack));
  describe('exposure', () => exposureTests(getStack));
  describe('proxy', () => proxyTests(getStack));
  describe('containers', () => containerTests(getStack));
  describe('bad days', () => badDayTests(getStack));
  describe('rotation', () => rotationTests(getStack));
  describe('operations', () => operationTests(getStack));
  describe('backup', () => backupTests(getStack));
  describe('settings', () => settingsTests(getStack));
  describe('installation', () => installTests());
  describe('outside PostgreSQL', () => outsidePostgresqlTests(() => engine as Engine));
});
