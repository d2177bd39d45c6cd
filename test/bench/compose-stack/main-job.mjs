/** Events, live status and the device list, through Nginx and MQTT over TLS. */
import { once } from 'node:events';
import { get } from 'node:https';
import { connectFakeGateway, until } from '@tpedm/testkit';
import { seedDevices } from '../device-list/seed.mjs';
import { atRate, printRow } from '../support/commands.mjs';
import { summarize } from '../support/percentiles.mjs';

const ASK_METRICS = "fetch('http://localhost:8081/metrics').then((answer) => answer.text()).then(console.log)";
const STORED = /^tpedm_hook_events_total\{kind="message.publish",outcome="stored".*\} (\d+)/m;
const OUTPUTS_OF_EACH = 500;
const FLIPS_PER_SECOND = 10;
const PAGES = 150;

/** Each gateway says so many things as fast as the broker acknowledges them, until all of them are stored. */
export async function printIngest(stack, gateways) {
  const stored = async () => Number(STORED.exec(await stack.execute('dm-webhook', 'node', '-e', ASK_METRICS))?.[1] ?? 0);
  const before = await stored();
  const count = gateways.length * OUTPUTS_OF_EACH;
  const startedAt = performance.now();
  const sayAll = (gateway) => Promise.all(Array.from({ length: OUTPUTS_OF_EACH }, (_, said) => gateway.publish({ said })));
  await Promise.all(gateways.map(sayAll));
  await until(async () => (await stored()) - before === count, { what: 'everything is stored', timeoutMs: 120_000 });
  const perSecond = count / ((performance.now() - startedAt) / 1_000);
  console.log(`${count.toLocaleString('en')} outputs published and stored: ${Math.round(perSecond).toLocaleString('en')}/s`);
}

/** From a gateway's DISCONNECT to its being offline on the live stream. */
export async function printStatus(stack) {
  const [api, ca] = [await stack.api(), await stack.ca()];
  const stream = get(`${stack.url}/api/v1/events`, { headers: { authorization: `Bearer ${api.token}` }, ca });
  const [response] = await once(stream, 'response');
  const waiting = new Map();
  let heard = '';
  response.setEncoding('utf8').on('error', () => undefined);
  response.on('data', (text) => {
    const blocks = (heard + text).split('\n\n');
    heard = blocks.pop();
    for (const block of blocks) if (block.includes('"offline"')) waiting.get(/"clientid":"([^"]+)"/.exec(block)?.[1])?.();
  });
  const gateways = await Promise.all(
    Array.from({ length: FLIPS_PER_SECOND * 10 }, async (_, index) => {
      const credentials = await api.register(`gw-flip-${index}`);
      const gateway = await connectFakeGateway({ url: `mqtts://localhost:${stack.mqttTlsPort}`, credentials, mqtt: { ca } });
      return { clientid: credentials.clientid, gateway };
    }),
  );
  const delaysMs = await atRate({ perSecond: FLIPS_PER_SECOND, seconds: 10 }, async (index) => {
    const { clientid, gateway } = gateways[index];
    const told = new Promise((resolve) => waiting.set(clientid, resolve));
    const startedAt = performance.now();
    await gateway.close();
    await told;
    return performance.now() - startedAt;
  });
  stream.destroy();
  printRow('DISCONNECT to offline on the stream', summarize(delaysMs));
}

/** Pages of 50 out of 100,000 devices, one after the other down the list. */
export async function printList(stack) {
  const psql = ['psql', '--quiet', '--username=tpedm_admin', '--dbname=tpedm'];
  await seedDevices({ raw: (sql) => stack.execute('postgres', ...psql, `--command=${sql}`) });
  const api = await stack.api();
  const durationsMs = [];
  let cursor = '';
  for (let count = 0; count < PAGES; count += 1) {
    const startedAt = performance.now();
    const { status, body } = await api.request('GET', `/devices?sort=name&status=online&limit=50${cursor}`);
    durationsMs.push(performance.now() - startedAt);
    if (status !== 200) throw new Error(`${status} instead of a page`);
    cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
  printRow('page of 50 of 100,000 devices', summarize(durationsMs));
}
