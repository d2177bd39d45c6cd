/**
 * A command from POST to its end on the live stream, on the whole stack as `npm start` runs it: dm-web, dm-worker, dm-broker, a
 * gateway that echoes, dm-webhook, dm-web again. Beside it a bare MQTT round trip on the same broker: to a client that answers
 * and back. At each rate for so many seconds, after a warm-up, since code that has run a few times only is not compiled yet.
 */
import { loadavg } from 'node:os';
import { startStandalone } from '@tpedm/testkit';
import { connectAsync } from 'mqtt';
import { followCommands } from '../support/command-stream.mjs';
import { atRate, connectGateways, GATEWAYS, measureCommands, printRow, sendAtOnce } from '../support/commands.mjs';
import { summarize } from '../support/percentiles.mjs';

const SECONDS = 15;
const WARM_UP = { perSecond: 50, seconds: 5 };
/** At 20 a second one command has ended before the next one begins. */
const RATES_PER_SECOND = [20, 100];

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

const tpedm = await startStandalone({ env: { LOG_LEVEL: 'warn' } });
try {
  const api = await tpedm.api();
  const stream = await followCommands({ url: tpedm.url, token: api.token });
  const gateways = await connectGateways(api, { url: tpedm.mqttUrl });
  await stream.untilSeen(GATEWAYS); // the profile requests
  await measureCommands(api, stream, WARM_UP);
  console.log(`commands to ${GATEWAYS} gateways; load average ${loadavg()[0].toFixed(1)}           p50         p95         p99`);
  for (const perSecond of RATES_PER_SECOND) {
    const { posted, ended } = await measureCommands(api, stream, { perSecond, seconds: SECONDS });
    printRow(`${perSecond}/s: POST answered`, posted);
    printRow(`${perSecond}/s: POST to its end on the stream`, ended);
  }
  printRow('bare MQTT round trip', await measureBare(tpedm, api, { perSecond: 100, seconds: SECONDS }));
  stream.close();
  await Promise.all(gateways.map((gateway) => gateway.close()));
} finally {
  await tpedm.remove();
}
