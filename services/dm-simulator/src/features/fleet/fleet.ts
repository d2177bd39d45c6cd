import type { Logger } from '@tpedm/platform';
import { chooseFaults, type FaultShares } from '../gateway/faults.ts';
import { createSimulatedGateway, type SimulatedGateway } from '../gateway/simulated-gateway.ts';
import { startRepeating } from '../gateway/start-repeating.ts';
import { seededRandom } from '../rest-api/seeded-random.ts';
import type { GatewayCredentials } from './credentials.ts';

export type Fleet = { countSubscribed: () => number; stop: () => Promise<void> };

export type FleetOptions = {
  credentials: readonly GatewayCredentials[];
  brokerUrl: string;
  caCertificate: string | undefined;
  seed: string;
  faults: FaultShares;
  telemetryEveryMs: number;
  log: Logger;
};

/** Gateways connect one after the other: a fleet that wakes at once would look like an attack. */
const START_EVERY_MS = 5;
const REPORT_EVERY_MS = 60_000;

export function startFleet(options: FleetOptions): Fleet {
  const { credentials, seed, log } = options;
  const gateways: SimulatedGateway[] = [];
  const waiting = credentials.map((login, index) =>
    setTimeout(() => gateways.push(start(login, options)), index * START_EVERY_MS),
  );
  const countSubscribed = (): number => gateways.filter((gateway) => gateway.isSubscribed()).length;
  const report = (): void => log.info('fleet', { gateways: credentials.length, subscribed: countSubscribed() });
  const reporting = startRepeating(() => REPORT_EVERY_MS, report);
  log.info('fleet starts', { gateways: credentials.length, seed });
  return {
    countSubscribed,
    stop: async () => {
      reporting.stop();
      for (const timer of waiting) clearTimeout(timer);
      await Promise.all(gateways.map((gateway) => gateway.stop()));
    },
  };
}

function start(login: GatewayCredentials, options: FleetOptions): SimulatedGateway {
  const { brokerUrl, caCertificate, seed, telemetryEveryMs, log } = options;
  const faults = chooseFaults(seededRandom(`faults:${seed}:${login.clientid}`), options.faults);
  return createSimulatedGateway({ ...login, brokerUrl, caCertificate, seed, faults, telemetryEveryMs, log });
}
