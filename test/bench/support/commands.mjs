/** Commands at a steady rate to gateways that echo. */
import { connectFakeGateway } from '@tpedm/testkit';
import { inMs, summarize } from './percentiles.mjs';

export const GATEWAYS = 20;

/** Calls `work` at a steady rate and waits for all calls. */
export async function atRate({ perSecond, seconds }, work) {
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
export const sendAtOnce = (client) => client.stream.setNoDelay(true);

/** `broker`: where and how the gateways connect. */
export async function connectGateways(api, broker) {
  const gateways = [];
  for (let index = 0; index < GATEWAYS; index += 1) {
    const credentials = await api.register(`gw-${index}`);
    const gateway = await connectFakeGateway({ ...broker, credentials });
    sendAtOnce(gateway.client);
    gateways.push(gateway);
  }
  return gateways;
}

export async function measureCommands(api, stream, rate) {
  const postedMs = [];
  const delaysMs = await atRate(rate, async (count) => {
    const startedAt = performance.now();
    const command = await api.send(`gw-${count % GATEWAYS}`, { method: 'GET', path: `/bench/${count}` });
    postedMs.push(performance.now() - startedAt);
    return (await stream.untilFinal(command.id)) - startedAt;
  });
  return { posted: summarize(postedMs), ended: summarize(delaysMs) };
}

export function printRow(name, { p50, p95, p99 }) {
  console.log(`${name.padEnd(42)} ${[p50, p95, p99].map(inMs).join(' ')}`);
}
