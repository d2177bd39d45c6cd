/**
 * From an event of the broker to the browsers: EMQX's event is posted to dm-webhook, which stores it; dm-web tells 50 listeners.
 * Beside it a bare node:http server that writes what it is posted to 50 listeners and stores nothing.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connectDatabase } from '@tpedm/db';
import { freePort, startPreparedPostgres, startServiceProcess, untilReady } from '@tpedm/testkit';
import { inMs, summarize } from '../support/percentiles.mjs';
import { registerDevices } from '../support/register-devices.mjs';
import { startWeb } from '../support/web-service.mjs';
import { clientids, createFlips } from './flips.mjs';
import { openListeners } from './listeners.mjs';

const HOOK_TOKEN = 'bench-token-of-the-hook';
const LISTENERS = 50;
const FLIPS_PER_SECOND = 200;
const SECONDS = 15;

/** Posts flips at a steady rate, and gives how long each took to reach each listener. */
async function measure({ postUrl, streamPort, streamPath, streamToken }) {
  const sentAt = new Map();
  const delaysMs = [];
  const onEvent = (eventId, receivedAt) => {
    const at = sentAt.get(eventId);
    if (at !== undefined) delaysMs.push(receivedAt - at);
  };
  const listeners = await openListeners({ port: streamPort, path: streamPath, token: streamToken, count: LISTENERS, onEvent });
  const nextFlip = createFlips();
  const post = async () => {
    const flip = nextFlip();
    sentAt.set(flip.event_id, performance.now());
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${HOOK_TOKEN}` };
    const response = await fetch(postUrl, { method: 'POST', headers, body: JSON.stringify(flip) });
    if (response.status !== 204) throw new Error(`${response.status} ${await response.text()}`);
  };
  await atRate(post);
  listeners.close();
  return { ...summarize(delaysMs), expected: sentAt.size * LISTENERS, received: delaysMs.length };
}

/** Ends a second after the last one, so that what is under way arrives. */
async function atRate(work) {
  const startedAt = performance.now();
  const running = [];
  for (let count = 0; count < FLIPS_PER_SECOND * SECONDS; count += 1) {
    const waitMs = startedAt + (count * 1_000) / FLIPS_PER_SECOND - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    running.push(work());
  }
  await Promise.all(running);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
}

async function measureOurs() {
  const postgres = await startPreparedPostgres();
  const db = connectDatabase(postgres.config('admin'), { applicationName: 'bench' });
  const port = await freePort();
  const database = Object.entries(postgres.config('dm_webhook')).map(([name, value]) => [name, String(value)]);
  const env = { ...Object.fromEntries(database), PORT: String(port), HOOK_TOKEN, LOG_LEVEL: 'warn' };
  const hook = startServiceProcess('dm-webhook', env);
  try {
    await registerDevices(db, clientids);
    await untilReady(port, hook);
    const web = await startWeb(postgres, db);
    const streams = { streamPort: web.port, streamPath: '/api/v1/events', streamToken: web.token };
    const result = await measure({ postUrl: `http://127.0.0.1:${port}/emqx/events`, ...streams });
    await web.end();
    return result;
  } finally {
    await hook.end();
    await db.destroy();
    await postgres.remove();
  }
}

async function measureBare() {
  const entry = new URL('bare-relay.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [entry], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(child.stdout, 'data');
    const port = Number(line);
    return await measure({ postUrl: `http://127.0.0.1:${port}/`, streamPort: port, streamPath: '/', streamToken: 'none' });
  } finally {
    child.kill();
    await once(child, 'exit');
  }
}

console.log(`${FLIPS_PER_SECOND} flips/s to ${LISTENERS} listeners        p50         p95         p99   received`);
for (const [name, run] of [
  ['dm-webhook, PostgreSQL, dm-web', measureOurs],
  ['bare relay, nothing stored', measureBare],
]) {
  const { p50, p95, p99, expected, received } = await run();
  console.log(`${name.padEnd(30)} ${[p50, p95, p99].map(inMs).join(' ')}   ${received} of ${expected}`);
}
