/**
 * Events stored durably per second: dm-webhook with PostgreSQL (fsync on), beside a bare node:http server that only parses and
 * answers. Load generator, service and database share the machine.
 *
 * Method: both servers run at the same time and are warmed up; then they are loaded in turns by the same generator, ROUNDS times
 * SECONDS each. The median counts, so that what else the machine does hits both alike. CPU is that of the service's process, for
 * each event.
 *
 * Got on 2 shared cores (fdatasync 0.1 ms, node 20.20), three runs of which each began at a load average of 3.3 to 3.6:
 *    64 under way: 13,195, 13,036 and 11,969/s stored; bare 46,080, 62,099 and 45,877/s: ratio 0.29, 0.21, 0.26
 *   384 under way: 16,439, 8,800 and 8,168/s stored (others were busy in the last two); bare 56,100, 41,736 and 43,903/s
 * An event costs about 50 us in the service (a bare request 17 us), 40 us in PostgreSQL and 17 us in the generator, so all together
 * about 107 us of two cores. With five round trips a batch and no gathering beside a batch under way, the same load gave 6,900 to 7,700/s.
 * With others using half of the machine, 64 under way give 3,000 to 7,000/s: each must wait for its turn in three processes.
 */
import { availableParallelism, loadavg } from 'node:os';
import { clientids, createEventSource } from './events.mjs';
import { load } from './load.mjs';
import { cpuMicros, startBare, startOurs } from './servers.mjs';

const TOKEN = 'bench-token-of-the-hook';
const CONNECTIONS = 64;
const ROUNDS = 5;
const SECONDS = 2;
/** Until then the JIT compiler has the service's CPU, not the events. */
const WARM_UP_SECONDS = 6;
/** 1: plain keep-alive; 6: about what four EMQX connections with `inflight_window = 100` keep under way. */
const PIPELINING = [1, 6];

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
const perSecond = (rate) => `${Math.round(rate).toLocaleString('en')}/s`.padStart(12);

const optionsOf = ({ port }) => ({ port, token: TOKEN, nextBody: createEventSource(), connections: CONNECTIONS });

async function measure({ server, options, rates, costs }, pipelining) {
  const before = cpuMicros(server.pid);
  const { answered, perSecond: rate } = await load({ ...options, pipelining, seconds: SECONDS });
  rates.push(rate);
  costs.push((cpuMicros(server.pid) - before) / answered);
}

async function compare(servers, pipelining) {
  const [ours, bare] = servers.map((server) => ({ server, options: optionsOf(server), rates: [], costs: [] }));
  for (let round = 0; round < ROUNDS; round += 1) {
    await measure(ours, pipelining);
    await measure(bare, pipelining);
  }
  const [stored, answered] = [median(ours.rates), median(bare.rates)];
  const cpu = [ours, bare].map(({ costs }) => `${median(costs).toFixed(0)} us`.padStart(8)).join('');
  const underWay = String(CONNECTIONS * pipelining).padStart(9);
  console.log(`${underWay}${perSecond(stored)}${perSecond(answered)}${(stored / answered).toFixed(2).padStart(8)}${cpu}`);
}

console.log(`${CONNECTIONS} connections, ${clientids.length} devices, ${availableParallelism()} cores, load generator included`);
console.log(`load average at the start: ${loadavg()[0].toFixed(1)}`);
const bare = await startBare();
try {
  const ours = await startOurs(TOKEN);
  try {
    for (const server of [ours, bare]) await load({ ...optionsOf(server), pipelining: 6, seconds: WARM_UP_SECONDS });
    console.log('under way      stored        bare   ratio     CPU of each');
    for (const pipelining of PIPELINING) await compare([ours, bare], pipelining);
    console.log(`${(await ours.countEvents()).toLocaleString('en')} events in the table`);
  } finally {
    await ours.end();
  }
} finally {
  await bare.end();
}
