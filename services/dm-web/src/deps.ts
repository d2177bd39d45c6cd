import { connectDatabase, type Database } from '@tpedm/db';
import { createEmqxClient, type EmqxClient } from '@tpedm/emqx-client';
import { createMetrics, type Logger, type Registry } from '@tpedm/platform';
import type { Config } from './config.ts';
import { createAccessTokens } from './features/auth/access-token.ts';
import { type Authenticator, createAuthenticator } from './features/auth/authenticator.ts';
import { createKnownBrowsers, type KnownBrowsers } from './features/auth/known-browsers.ts';
import { createLoginLimits, type LoginLimits } from './features/auth/login-limits.ts';
import { createPasswords, type Passwords } from './features/auth/passwords.ts';
import { createSessions, type Sessions } from './features/auth/sessions.ts';
import { type CommandService, createCommandService } from './features/commands/command-service.ts';
import { type CommandWaiters, createCommandWaiters } from './features/commands/command-waiters.ts';
import type { PublicAddress } from './features/devices/connection-settings.ts';
import { createDeviceCounts, type DeviceCounts } from './features/devices/device-counts.ts';
import { createDeviceService, type DeviceService } from './features/devices/device-service.ts';
import { createSessionCutter } from './features/devices/session-cutter.ts';
import type { EventStreams } from './features/live-events/event-streams.ts';
import { startLiveEvents } from './features/live-events/start-live-events.ts';
import { createOperationService, type OperationService } from './features/operations/operation-service.ts';

export type Deps = {
  config: Config;
  log: Logger;
  metrics: Registry;
  db: Database;
  passwords: Passwords;
  sessions: Sessions;
  loginLimits: LoginLimits;
  knownBrowsers: KnownBrowsers;
  authenticator: Authenticator;
  emqx: EmqxClient;
  publicAddress: PublicAddress;
  devices: DeviceService;
  deviceCounts: DeviceCounts;
  commands: CommandService;
  commandWaiters: CommandWaiters;
  operations: OperationService;
  eventStreams: EventStreams;
  /** Ends the answers that would stay open; before the server closes. */
  endOpenAnswers: () => void;
  stop: () => Promise<void>;
};

/** How long the broker may take for an answer; people wait for it. */
const BROKER_TIMEOUT_MS = 5_000;

export function createDeps(config: Config, log: Logger): Deps {
  const db = connectDatabase(config, { applicationName: 'dm-web' });
  const metrics = createMetrics('dm-web');
  const accessTokens = createAccessTokens(config.JWT_SECRET);
  const emqx = createEmqxClient({ baseUrl: config.BROKER_API_URL, apiKey: config.BROKER_API_KEY, timeoutMs: BROKER_TIMEOUT_MS });
  const cutter = createSessionCutter({ emqx, log });
  const deviceCounts = createDeviceCounts(db);
  const live = startLiveEvents({ config, db, log, metrics });
  const commandWaiters = createCommandWaiters({ db, hub: live.hub, log });
  return {
    config,
    log,
    metrics,
    db,
    passwords: createPasswords(),
    sessions: createSessions({ db, accessTokens }),
    loginLimits: createLoginLimits(),
    knownBrowsers: createKnownBrowsers(config.JWT_SECRET),
    authenticator: createAuthenticator({ db, accessTokens }),
    emqx,
    publicAddress: {
      host: config.PUBLIC_HOST ?? null,
      mqttPort: config.PUBLIC_MQTT_PORT,
      mqttTlsPort: config.PUBLIC_MQTT_TLS_PORT,
      url: config.PUBLIC_URL ?? null,
    },
    devices: createDeviceService({ db, cutter, counts: deviceCounts }),
    deviceCounts,
    commands: createCommandService(db),
    commandWaiters,
    operations: createOperationService(db),
    eventStreams: live.streams,
    endOpenAnswers: () => {
      live.streams.stop();
      commandWaiters.stop();
    },
    stop: async () => {
      cutter.stop();
      await live.stop();
      await db.destroy();
    },
  };
}
