import { createServer } from 'node:http';
import { checkDatabase } from '@tpedm/db';
import { closeServer, listen, type RunningService, startPeriodicJob } from '@tpedm/platform';
import type { Deps } from './deps.ts';
import { createApiApp } from './features/api/api-app.ts';
import { bannedRoutes } from './features/api/banned-routes.ts';
import { clientsRoutes } from './features/api/clients-routes.ts';
import { publishRoutes } from './features/api/publish-routes.ts';
import type { Routes } from './features/api/routes.ts';
import { statusRoutes } from './features/api/status-routes.ts';
import { faultsRoutes } from './features/faults/faults-routes.ts';
import { type Listeners, openListeners } from './features/mqtt/listeners.ts';
import { createBrokerMetrics } from './metrics.ts';

const EXPIRE_EVERY_MS = 10_000;

/** Opens the ports for devices and the management API. A stop tells nobody of the connections it cuts, as with EMQX. */
export async function startBroker(deps: Deps): Promise<RunningService> {
  const { config, log, db, sessions, hook, broker } = deps;
  const listeners = await openDevicePorts(deps);
  const server = createServer(
    createApiApp({
      log,
      metrics: createBrokerMetrics(hook.counters, listeners.connections),
      checks: [{ name: 'database', check: () => checkDatabase(db) }],
      apiKeys: config.API_KEYS,
      routes: apiRoutes(deps),
    }),
  );
  const apiPort = await listen(server, { host: config.API_HOST, port: config.API_PORT });
  const expiry = startPeriodicJob({ name: 'expire sessions', everyMs: EXPIRE_EVERY_MS, log, job: async () => sessions.expire() });
  log.info('listening', { ...listeners.ports, api: apiPort });
  return {
    stop: async () => {
      await expiry.stop();
      await broker.stop();
      listeners.stop();
      hook.stop();
      await closeServer(server);
      await db.destroy();
    },
  };
}

function apiRoutes(deps: Deps): Routes[] {
  const { counters } = deps.hook;
  const tables = [clientsRoutes(deps), publishRoutes(deps), bannedRoutes(deps), statusRoutes({ ...deps, counters })];
  return deps.config.BROKER_FAULTS === '1' ? [...tables, faultsRoutes(deps)] : tables;
}

function openDevicePorts({ config, broker }: Deps): Promise<Listeners> {
  const { TLS_CERT: cert, TLS_KEY: key } = config;
  return openListeners({
    host: config.HOST,
    mqttPort: config.MQTT_PORT,
    mqttTlsPort: config.MQTT_TLS_PORT ?? null,
    mqttWsPort: config.MQTT_WS_PORT ?? null,
    tls: cert && key ? { cert, key } : null,
    maxConnections: config.MAX_CONNECTIONS,
    connectionsPerSecond: config.MAX_CONNECTIONS_PER_SECOND,
    accept: broker.accept,
  });
}
