import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isFinal } from '@tpedm/domain';
import { type Api, connectFakeGateway, echo, type FakeGateway, type Standalone, startStandalone, until } from '@tpedm/testkit';

const GATEWAYS = 8;

let tpedm: Standalone;
let api: Api;
const gateways: FakeGateway[] = [];

beforeAll(async () => {
  tpedm = await startStandalone();
  api = await tpedm.api();
  for (let index = 0; index < GATEWAYS; index++) {
    const credentials = await api.register(`gw-${index}`);
    gateways.push(
      await connectFakeGateway({ url: tpedm.mqttUrl, credentials, respond: echo, mqtt: { reconnectPeriod: 200, clean: false } }),
    );
  }
  await until(async () => (await readyCount()) === GATEWAYS, { what: 'every gateway is ready' });
}, 90_000);
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close({ force: true })));
  await tpedm?.remove();
});

async function readyCount(): Promise<number> {
  const { body } = await api.request<{ ready: number }>('GET', '/devices/summary');
  return body.ready;
}

/** Processes that the standalone has started, found by what they run. */
function pidOf(program: RegExp): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const pid = pids.find((name) => {
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      return (
        new RegExp(`^PPid:\\s+${tpedm.pid}$`, 'm').test(status) && program.test(readFileSync(`/proc/${name}/cmdline`, 'utf8'))
      );
    } catch {
      return false;
    }
  });
  if (!pid) throw new Error(`no process of ours runs ${program}`);
  return Number(pid);
}

/** Sends commands until told to stop; returns the ids of those that were accepted. */
function load(): { stop: () => Promise<string[]>; accepted: string[] } {
  const accepted: string[] = [];
  let isStopped = false;
  const sender = async (clientid: string): Promise<void> => {
    while (!isStopped) {
      try {
        const command = await api.send(clientid, { method: 'GET', path: '/device/time', timeoutSeconds: 20 });
        accepted.push(command.id);
      } catch {
        // Not accepted: the caller was told so, and nothing is promised.
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  };
  const senders = gateways.slice(0, 4).map((_, index) => sender(`gw-${index}`));
  return {
    accepted,
    stop: async () => {
      isStopped = true;
      await Promise.all(senders);
      return accepted;
    },
  };
}

test.each([
  ['dm-webhook', /dm-webhook\/dist\/main\.js/],
  ['dm-worker', /dm-worker\/dist\/main\.js/],
  ['dm-web', /dm-web\/dist\/main\.js/],
  ['PostgreSQL', /bin\/postgres/],
  ['dm-broker', /dm-broker\/dist\/main\.js/],
])(
  'kill -9 of %s under load loses no accepted command, and presence ends right',
  async (name, program) => {
    const before = tpedm.output().length;
    const traffic = load();
    await until(() => traffic.accepted.length >= 20, { what: 'commands flow' });
    process.kill(pidOf(program), 'SIGKILL');
    await until(() => tpedm.output().slice(before).includes(`${name} is running again`), {
      what: `${name} was restarted`,
      timeoutMs: 30_000,
    });
    const countBefore = traffic.accepted.length;
    await until(() => traffic.accepted.length >= countBefore + 20, { what: 'commands flow again', timeoutMs: 30_000 });
    const accepted = await traffic.stop();

    for (const id of accepted) {
      const isFinished = async () => isFinal((await api.command(id)).state);
      await until(isFinished, { what: `the accepted command ${id} is final`, timeoutMs: 40_000 });
    }
    await until(async () => (await readyCount()) === GATEWAYS, { what: 'presence is right again', timeoutMs: 45_000 });
    expect(accepted.length).toBeGreaterThan(40);
  },
  150_000,
);
