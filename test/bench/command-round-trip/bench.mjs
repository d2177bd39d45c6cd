/**
 * A command from POST to its end on the live stream, on the whole stack as `npm start` runs it: dm-web, dm-worker, dm-broker, a
 * gateway that echoes, dm-webhook, dm-web again. Beside it a bare MQTT round trip on the same broker: to a client that answers
 * and back. At each rate for so many seconds, after a warm-up, since code that has run a few times only is not compiled yet.
 */
import { loadavg } from 'node:os';
import { connectFakeGateway, startStandalone } from '@tpedm/testkit';
import { connectAsync } from 'mqtt';
import { inMs, summarize } from '../support/percentiles.mjs';
import { followCommands } from './command-stream.mjs';

const GATEWAYS = 20;
const SECONDS = 15;
const WARM_UP = { perSecond: 50, seconds: 5 };
/** At 20 a second one command has ended before the next one begins. */
const RATES_PER_SECOND = [20, 100];

/** Calls `work` at a steady rate and waits for all calls. */
async function atRate({ perSecond, seconds }, work) {
  const startedAt = performance.now();
  const running = [];
  for (let count = 0; count < perSecond * seconds; count += 1) {
    const waitMs = startedAt + (count * 1_000) / perSecond - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    running.push(work(count));
  }
  return await Promise.all(running);
}

/** Without it the answer waits for the ACK of the PUBACK before it (Nagle's algorithm meets delayed ACK: 40 ms). */
const sendAtOnce = (client) => client.stream.setNoDelay(true);

async function connectGateways(tpedm, api) {
  const gateways = [];
  for (let index = 0; index < GATEWAYS; index += 1) {
    const credentials = await api.register(`gw-${index}`);
    const gateway = await connectFakeGateway({ url: tpedm.mqttUrl, credentials });
    sendAtOnce(gateway.client);
    gateways.push(gateway);
  }
  return gateways;
}

async function measureCommands(api, stream, rate) {
  const postedMs = [];
  const delaysMs = await atRate(rate, async (count) => {
    const startedAt = performance.now();
    const command = await api.send(`gw-${count % GATEWAYS}`, { method: 'GET', path: `/bench/${count}` });
    postedMs.push(performance.now() - startedAt);
    return (await stream.untilFinal(command.id)) - startedAt;
  });
  return { posted: summarize(postedMs), ended: summarize(delaysMs) };
}

/** A device may use its own topics only: one connection asks itself and answers itself, which is the same four hops. */
async function measureBare(tpedm, api, rate) {
  const { clientid, username, password } = await api.register('bare');
  const client = await connectAsync(tpedm.mqttUrl, { clientId: clientid, username, password });
  sendAtOnce(client);
  const [question, answer] = [`/tpe/${clientid}/question`, `/tpe/${clientid}/answer`];
  const waiting = new Map();
  client.on('message', (topic, message) => {
    if (topic === question) client.publish(answer, message, { qos: 1 });
    else waiting.get(message.toString())?.();
  });
  await client.subscribeAsync([question, answer], { qos: 1 });
  const delaysMs = await atRate(rate, async (count) => {
    const startedAt = performance.now();
    const answered = new Promise((resolve) => waiting.set(String(count), resolve));
    await Promise.all([client.publishAsync(question, String(count), { qos: 1 }), answered]);
    return performance.now() - startedAt;
  });
  await client.endAsync();
  return summarize(delaysMs);
}

function print(name, { p50, p95, p99 }) {
  console.log(`${name.padEnd(42)} ${[p50, p95, p99].map(inMs).join(' ')}`);
}

const tpedm = await startStandalone({ env: { LOG_LEVEL: 'warn' } });
try {
  const api = await tpedm.api();
  const stream = await followCommands(tpedm.url, api.token);
  const gateways = await connectGateways(tpedm, api);
  await stream.untilSeen(GATEWAYS); // the profile requests
  await measureCommands(api, stream, WARM_UP);
  console.log(`commands to ${GATEWAYS} gateways; load average ${loadavg()[0].toFixed(1)}           p50         p95         p99`);
  for (const perSecond of RATES_PER_SECOND) {
    const { posted, ended } = await measureCommands(api, stream, { perSecond, seconds: SECONDS });
    print(`${perSecond}/s: POST answered`, posted);
    print(`${perSecond}/s: POST to its end on the stream`, ended);
  }
  print('bare MQTT round trip', await measureBare(tpedm, api, { perSecond: 100, seconds: SECONDS }));
  stream.close();
  await Promise.all(gateways.map((gateway) => gateway.close()));
} finally {
  await tpedm.remove();
}
