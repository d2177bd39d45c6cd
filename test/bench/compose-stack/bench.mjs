/**
 * The production stack on this machine's container engine: from `up -d` to healthy with the images present, what it takes when idle,
 * the size of the images, and the main job through Nginx and MQTT over TLS: commands, events, live status, the device list. Beside it:
 * the benches of those names, which are the same without containers, proxy and encryption. Where the registry of images is out of reach dm-broker runs in EMQX's place, and
 * the images' labels say so.
 */
import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { createStackUnderTest, findEngine, LASTING_SERVICES, PROJECT_ROOT, prepareImages, run } from '@tpedm/testkit';
import { followCommands } from '../support/command-stream.mjs';
import { connectGateways, GATEWAYS, measureCommands, printRow } from '../support/commands.mjs';
import { printIngest, printList, printStatus } from './main-job.mjs';

const STARTS = 3;
const IDLE_SECONDS = 30;
const RATES_PER_SECOND = [20, 100];

const inSeconds = (sinceMs) => `${((performance.now() - sinceMs) / 1_000).toFixed(1)} s`;

async function startSeveralTimes(stack) {
  for (let count = 1; count <= STARTS; count += 1) {
    const startedAt = performance.now();
    await stack.up();
    console.log(`healthy ${inSeconds(startedAt)} after up -d, on an empty host`);
    if (count < STARTS) await stack.compose('down', '--volumes');
  }
  await stack.compose('down');
  const startedAt = performance.now();
  await stack.up();
  console.log(`healthy ${inSeconds(startedAt)} after up -d, with data`);
}

/** Memory as the engine counts it for the limit: without the page cache. */
async function printMemory(stack) {
  const ids = await Promise.all(LASTING_SERVICES.map(stack.containerId));
  const used = await run('docker', ['stats', '--no-stream', '--format', '{{.MemUsage}}', ...ids]);
  const megabytes = used
    .trim()
    .split('\n')
    .map((line) => Number.parseFloat(line));
  for (const [index, service] of LASTING_SERVICES.entries())
    console.log(`${service.padEnd(20)} ${megabytes[index].toFixed(0)} MB`);
  console.log(`${'altogether'.padEnd(20)} ${megabytes.reduce((sum, each) => sum + each, 0).toFixed(0)} MB`);
}

async function printImages(stack) {
  const base = await sizeOf('node:24-trixie-slim');
  for (const service of ['dm-secrets', 'dm-database-init', 'dm-webhook', 'dm-worker', 'dm-web']) {
    const { Config } = await stack.inspect(service);
    console.log(
      `${service.padEnd(20)} ${((await sizeOf(Config.Image)) - base).toFixed(0)} MB on top of Node's image (${base.toFixed(0)} MB)`,
    );
  }
}

const sizeOf = async (image) => Number(await run('docker', ['image', 'inspect', '--format', '{{.Size}}', image])) / 1e6;

async function printMainJob(stack) {
  const [api, ca] = [await stack.api(), await stack.ca()];
  const stream = await followCommands({ url: stack.url, token: api.token, ca });
  const gateways = await connectGateways(api, { url: `mqtts://localhost:${stack.mqttTlsPort}`, mqtt: { ca } });
  await stream.untilSeen(GATEWAYS);
  await measureCommands(api, stream, { perSecond: 50, seconds: 5 });
  console.log(`commands to ${GATEWAYS} gateways; load average ${loadavg()[0].toFixed(1)}           p50         p95         p99`);
  for (const perSecond of RATES_PER_SECOND) {
    const { posted, ended } = await measureCommands(api, stream, { perSecond, seconds: 15 });
    printRow(`${perSecond}/s: POST answered`, posted);
    printRow(`${perSecond}/s: POST to its end on the stream`, ended);
  }
  stream.close();
  await printIngest(stack, gateways);
  await printStatus(stack);
  await printList(stack);
  await Promise.all(gateways.map((gateway) => gateway.close()));
}

const engine = await findEngine();
if (typeof engine === 'string') throw new Error(`The production stack cannot run on this machine: ${engine}`);
try {
  await prepareImages(engine, PROJECT_ROOT);
  const stack = await createStackUnderTest(engine);
  try {
    await startSeveralTimes(stack);
    await wait(IDLE_SECONDS * 1_000);
    await printMemory(stack);
    await printImages(stack);
    await printMainJob(stack);
  } finally {
    await stack.remove();
  }
} finally {
  await engine.stop();
}
