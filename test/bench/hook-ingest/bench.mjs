/**
 * Events stored durably per second: dm-webhook with PostgreSQL (fsync on), beside a bare node:http server that only parses and
 * answers. Load generator, service and database share the machine.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { connectDatabase } from '@tpedm/db';
import { freePort, startPreparedPostgres, startServiceProcess, untilReady } from '@tpedm/testkit';
import { clientids, createEventSource } from './events.mjs';
import { load } from './load.mjs';

const TOKEN = 'bench-token-of-the-hook';
const CONNECTIONS = 64;
const SECONDS = 6;
/** 1: plain keep-alive; 6: about what four EMQX connections with `inflight_window = 100` keep under way. */
const PIPELINING = [1, 6];

async function measure(port) {
  const options = { port, token: TOKEN, nextBody: createEventSource(), connections: CONNECTIONS };
  await load({ ...options, pipelining: 1, seconds: 1 });
  const rates = [];
  for (const pipelining of PIPELINING) rates.push(await load({ ...options, pipelining, seconds: SECONDS }));
  return rates;
}

async function measureBare() {
  const child = spawn(process.execPath, [new URL('bare-server.mjs', import.meta.url).pathname], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(child.stdout, 'data');
    return await measure(Number(line));
  } finally {
    child.kill();
    await once(child, 'exit');
  }
}

async function measureOurs() {
  const postgres = await startPreparedPostgres();
  const db = connectDatabase(postgres.config('admin'), { applicationName: 'bench' });
  try {
    await db.raw(
      `
      INSERT INTO mqtt_user (clientid, username, algorithm, password_hash) SELECT id, id, 'sha256', '' FROM unnest(?::text[]) AS id`,
      [clientids],
    );
    await db.raw('INSERT INTO clientid_profile (clientid) SELECT clientid FROM mqtt_user');
    await db.raw('INSERT INTO device_presence (clientid) SELECT clientid FROM mqtt_user');
    return await measureService(postgres, db);
  } finally {
    await db.destroy();
    await postgres.remove();
  }
}

async function measureService(postgres, db) {
  const port = await freePort();
  const database = Object.entries(postgres.config('dm_webhook')).map(([name, value]) => [name, String(value)]);
  const service = startServiceProcess('dm-webhook', { PORT: String(port), HOOK_TOKEN: TOKEN, ...Object.fromEntries(database) });
  try {
    await untilReady(port, service);
    const rates = await measure(port);
    const { rows } = await db.raw('SELECT count(*)::int AS events FROM device_event');
    return { rates, events: rows[0].events };
  } finally {
    await service.end();
  }
}

const bare = await measureBare();
const { rates, events } = await measureOurs();
const perSecond = (rate) => `${Math.round(rate).toLocaleString('en')}/s`.padStart(12);
console.log(`${CONNECTIONS} connections, ${clientids.length} devices, ${availableParallelism()} cores, load generator included`);
console.log('under way        stored        bare   ratio');
PIPELINING.forEach((pipelining, index) => {
  const ratio = (rates[index] / bare[index]).toFixed(2);
  console.log(
    `${String(CONNECTIONS * pipelining).padStart(9)}${perSecond(rates[index])}${perSecond(bare[index])}${ratio.padStart(8)}`,
  );
});
console.log(`${events.toLocaleString('en')} events in the table`);
