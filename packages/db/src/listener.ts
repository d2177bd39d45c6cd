import type { Logger } from '@tpedm/platform';
import pg from 'pg';
import { connectionParameters, type DatabaseConfig } from './database.ts';

export type Listener = { stop: () => Promise<void> };

const RECONNECT_MS = 1_000;

/**
 * Listens on a channel over a connection of its own, and connects again for ever when it breaks.
 * @param onNotice called with each payload, in order
 * @param onConnected called after each connect: notices sent before it were missed, so look at the rows
 */
export function startListener(options: {
  config: DatabaseConfig;
  channel: string;
  log: Logger;
  onNotice: (payload: string) => void;
  onConnected: () => void;
}): Listener {
  const { config, channel, log, onNotice, onConnected } = options;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const reconnect = (): void => {
    client?.removeAllListeners();
    client?.on('error', () => undefined);
    client?.end().catch(() => undefined);
    client = undefined;
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void connect(), RECONNECT_MS);
  };

  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({ ...connectionParameters(config), application_name: `listen ${channel}` });
    client = fresh;
    fresh.on('error', (error) => log.warn('listener lost its connection', { channel, error }));
    fresh.on('end', reconnect);
    fresh.on('notification', ({ payload }) => onNotice(payload ?? ''));
    try {
      await fresh.connect();
      await fresh.query(`LISTEN ${fresh.escapeIdentifier(channel)}`);
      onConnected();
    } catch (error) {
      log.warn('listener cannot connect', { channel, error });
      reconnect();
    }
  };

  void connect();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      client?.removeAllListeners('end');
      await client?.end().catch(() => undefined);
    },
  };
}
