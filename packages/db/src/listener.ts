import type { Logger } from '@tpedm/platform';
import pg from 'pg';
import { connectionParameters, type DatabaseConfig } from './database.ts';

export type Listener = { stop: () => Promise<void> };

const RECONNECT_MS = 1_000;

/**
 * Listens on a channel over a connection of its own, and connects again for ever when it breaks; says so once at each end.
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
  let isOut = false;

  const complain = (error: unknown): void => {
    if (!isOut) log.warn('listener has no connection and goes on trying', { channel, error });
    isOut = true;
  };

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
    fresh.on('error', complain);
    fresh.on('end', reconnect);
    fresh.on('notification', ({ payload }) => onNotice(payload ?? ''));
    try {
      await fresh.connect();
      await fresh.query(`LISTEN ${fresh.escapeIdentifier(channel)}`);
      if (isOut) log.info('listener is connected again', { channel });
      isOut = false;
      onConnected();
    } catch (error) {
      complain(error);
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
