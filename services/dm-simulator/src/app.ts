import type { Logger, RunningService } from '@tpedm/platform';
import type { Config } from './config.ts';
import { createCredentialsFile, type GatewayCredentials } from './features/fleet/credentials.ts';
import { createDeviceApi } from './features/fleet/device-api.ts';
import { enrol, fleetClientids } from './features/fleet/enrol.ts';
import { startFleet } from './features/fleet/fleet.ts';

/** Obtains the logins and lets the fleet go. */
export async function startSimulator(config: Config, log: Logger): Promise<RunningService> {
  return startFleet({
    credentials: await credentialsOf(config, log),
    brokerUrl: config.MQTT_URL,
    caCertificate: config.MQTT_CA,
    seed: config.SEED,
    faults: { slow: config.SLOW, lossy: config.LOSSY, flapping: config.FLAPPING },
    telemetryEveryMs: config.TELEMETRY_SECONDS * 1_000,
    log,
  });
}

async function credentialsOf(config: Config, log: Logger): Promise<GatewayCredentials[]> {
  const { CREDENTIALS, API_URL, API_TOKEN, STATE_DIR } = config;
  if (CREDENTIALS) return CREDENTIALS;
  if (!API_URL || !API_TOKEN || !STATE_DIR) throw new Error('API_URL, API_TOKEN_FILE and STATE_DIR belong together');
  return enrol({
    clientids: fleetClientids(config.PREFIX, config.COUNT),
    file: createCredentialsFile(STATE_DIR),
    api: createDeviceApi({ apiUrl: API_URL, token: API_TOKEN, log }),
  });
}
