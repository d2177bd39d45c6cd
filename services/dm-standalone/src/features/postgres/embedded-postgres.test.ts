import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { freePort, until } from '@tpedm/testkit';
import pg from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import type { Postmaster } from './postmaster.ts';

const password = 'password-of-the-test';
const homes: string[] = [];
const running: Postmaster[] = [];

afterEach(async () => {
  for (const postmaster of running.splice(0)) await postmaster.stop();
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'tpedm-postgres-test-'));
  homes.push(home);
  return home;
}

async function start(dataDir: string, port: number): Promise<Postmaster> {
  const postmaster = await startEmbeddedPostgres({ dataDir, logFile: `${dataDir}.log`, port, password });
  running.push(postmaster);
  return postmaster;
}

async function query(port: number, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('keeps what was committed over a kill -9 and a new start, inside a folder that only its owner may enter', async () => {
  const dataDir = join(newHome(), 'data');
  const port = await freePort();
  const first = await start(dataDir, port);
  await query(port, 'CREATE TABLE kept AS SELECT 42 AS answer');
  process.kill(first.pid, 'SIGKILL');
  await first.exited;
  await start(dataDir, port);
  expect(await query(port, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
});

test('works in a folder whose path is long', async () => {
  const port = await freePort();
  await start(join(newHome(), 'folder/'.repeat(20), 'data'), port);
  expect(await query(port, 'SELECT 1 AS answer')).toEqual([{ answer: 1 }]);
});

test('says where the log is when the server cannot start', async () => {
  const dataDir = join(newHome(), 'data');
  const port = await freePort();
  await start(dataDir, port);
  const other = join(newHome(), 'data');
  await expect(start(other, port)).rejects.toThrow(`its log is ${other}.log`);
});

test('the server ends by itself when the process that started it is killed', async () => {
  const home = newHome();
  const port = await freePort();
  const module = fileURLToPath(new URL('../../../dist/features/postgres/embedded-postgres.js', import.meta.url));
  const options = JSON.stringify({ dataDir: join(home, 'data'), logFile: join(home, 'log'), port, password });
  const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(module)}); await startEmbeddedPostgres(${options});`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  const pidFile = join(home, 'data', 'postmaster.pid');
  await until(() => query(port, 'SELECT 1'), { what: 'the server answers', timeoutMs: 30_000 });
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n', 1)[0]);
  parent.kill('SIGKILL');
  await until(() => !existsSync(`/proc/${pid}`), { what: 'the server is gone' });
  expect(existsSync(pidFile)).toBe(false);
});
