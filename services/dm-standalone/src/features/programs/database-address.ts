import type { DatabaseConfig } from '@tpedm/db';
import type { Config } from '../../config.ts';

/** The administrator's way to PostgreSQL. */
export type DatabaseAddress = {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  tls: DatabaseConfig['DATABASE_TLS'];
};

/** The part of an administrator's URL that we need; `?sslmode=` chooses the encryption as in libpq. */
export function parseDatabaseUrl(url: string): DatabaseAddress {
  const { hostname, port, pathname, username, password, searchParams } = new URL(url);
  const tlsByMode: Record<string, DatabaseAddress['tls']> = {
    require: 'require',
    'verify-ca': 'verify',
    'verify-full': 'verify',
  };
  return {
    host: hostname,
    port: Number(port || 5432),
    database: decodeURIComponent(pathname.slice(1)) || 'postgres',
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    tls: tlsByMode[searchParams.get('sslmode') ?? ''] ?? 'off',
  };
}

export function embeddedAddress(config: Pick<Config, 'POSTGRES_PORT'>, password: string): DatabaseAddress {
  return { host: '127.0.0.1', port: config.POSTGRES_PORT, database: 'postgres', user: 'postgres', password, tls: 'off' };
}
