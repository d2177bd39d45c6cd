/** The two servers that are compared, each a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connectDatabase } from '@tpedm/db';
import { freePort, startPreparedPostgres, startServiceProcess, untilReady } from '@tpedm/testkit';
import { registerDevices } from '../support/register-devices.mjs';
import { clientids } from './events.mjs';

/** Ticks of /proc are hundredths of a second. */
const MICROS_PER_TICK = 10_000;

/** CPU that a process has used so far, microseconds (proc(5), utime and stime). */
export function cpuMicros(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MICROS_PER_TICK;
}

export async function startBare() {
  const child = spawn(process.execPath, [new URL('bare-server.mjs', import.meta.url).pathname], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const end = async () => {
    child.kill();
    await once(child, 'exit');
  };
  return { port: Number(line), pid: child.pid, end };
}

/** dm-webhook on a PostgreSQL of its own, in which the devices of `events.mjs` are registered. */
export async function startOurs(token) {
  const postgres = await startPreparedPostgres();
  const db = connectDatabase(postgres.config('admin'), { applicationName: 'bench' });
  const removeDatabase = async () => {
    await db.destroy();
    await postgres.remove();
  };
  try {
    await registerDevices(db, clientids);
    const { port, service } = await startService(postgres, token);
    const end = async () => {
      await service.end();
      await removeDatabase();
    };
    return { port, pid: service.pid, end, countEvents: () => countEvents(db) };
  } catch (error) {
    await removeDatabase();
    throw error;
  }
}

async function startService(postgres, token) {
  const port = await freePort();
  const database = Object.entries(postgres.config('dm_webhook')).map(([name, value]) => [name, String(value)]);
  const service = startServiceProcess('dm-webhook', { PORT: String(port), HOOK_TOKEN: token, ...Object.fromEntries(database) });
  try {
    await untilReady(port, service);
  } catch (error) {
    await service.end();
    throw error;
  }
  return { port, service };
}

async function countEvents(db) {
  const { rows } = await db.raw('SELECT count(*)::int AS events FROM device_event');
  return rows[0].events;
}
