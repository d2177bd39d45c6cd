import { portSchema } from '@tpedm/platform';
import knex, { type Knex } from 'knex';
import type pg from 'pg';
import { z } from 'zod';

/** A connection pool, or a transaction on it: stores take either. */
export type Database = Knex;

/** Environment by which a service finds PostgreSQL. */
export const databaseConfigSchema = z.object({
  DATABASE_HOST: z.string(),
  DATABASE_PORT: portSchema.default(5432),
  DATABASE_NAME: z.string().default('tpedm'),
  DATABASE_USER: z.string(),
  DATABASE_PASSWORD: z.string(),
  /** `require` encrypts without checking who answers; `verify` also checks the server's certificate. */
  DATABASE_TLS: z.enum(['off', 'require', 'verify']).default('off'),
  /** Certificates, in PEM, of the authority that `verify` trusts; without it the public ones. */
  DATABASE_CA: z.string().optional(),
});
export type DatabaseConfig = z.infer<typeof databaseConfigSchema>;

const tlsOptions = ({ DATABASE_TLS, DATABASE_CA }: DatabaseConfig) =>
  DATABASE_TLS !== 'off' && { rejectUnauthorized: DATABASE_TLS === 'verify', ...(DATABASE_CA && { ca: DATABASE_CA }) };

/** How long a query may wait for a free connection before the caller is told that the database is not available, milliseconds. */
const ACQUIRE_TIMEOUT_MS = 5_000;

/** Connection parameters as `pg` takes them. */
export function connectionParameters(config: DatabaseConfig): pg.ClientConfig {
  return {
    host: config.DATABASE_HOST,
    port: config.DATABASE_PORT,
    database: config.DATABASE_NAME,
    user: config.DATABASE_USER,
    password: config.DATABASE_PASSWORD,
    ssl: tlsOptions(config),
    connectionTimeoutMillis: ACQUIRE_TIMEOUT_MS,
    keepAlive: true,
  };
}

const ignore = (): void => undefined;
/** knex would print to the console what it also throws; whoever catches the error logs it. */
const SILENT = { warn: ignore, error: ignore, deprecate: ignore, debug: ignore };

/** Opens a pool; connections are made when first needed. End it with `destroy()`. */
export function connectDatabase(config: DatabaseConfig, options: { applicationName: string; poolMax?: number }): Database {
  return knex({
    client: 'pg',
    connection: { ...connectionParameters(config), application_name: options.applicationName } as Knex.PgConnectionConfig,
    pool: { min: 0, max: options.poolMax ?? 10, acquireTimeoutMillis: ACQUIRE_TIMEOUT_MS },
    acquireConnectionTimeout: ACQUIRE_TIMEOUT_MS,
    log: SILENT,
  });
}

/** Rejects when PostgreSQL does not answer. */
export async function checkDatabase(db: Database): Promise<void> {
  await db.raw('SELECT 1');
}
