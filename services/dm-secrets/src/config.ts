import { type Environment, readConfig } from '@tpedm/platform';
import { z } from 'zod';

const namesSchema = z
  .string()
  .default('')
  .transform((list) => list.split(',').map((name) => name.trim()))
  .transform((names) => names.filter((name) => name !== ''))
  .pipe(z.array(z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, 'must be host names or addresses, separated by commas')));

const configSchema = z
  .object({
    /** Where the originals are kept; only this one-shot mounts it. */
    VAULT_DIR: z.string().default('/var/lib/tpedm-vault'),
    /** Where each reader finds its own copies; everyone mounts it, read-only. */
    SECRETS_DIR: z.string().default('/run/tpedm'),
    /** What browsers and gateways call this host, and further names for its certificate. */
    PUBLIC_HOST: namesSchema,
    CERTIFICATE_NAMES: namesSchema,
    /** The customer's own certificate, in PEM; read from the file that TLS_CERTIFICATE_FILE names. */
    TLS_CERTIFICATE: z.string().optional(),
    TLS_KEY: z.string().optional(),
    TLS_CA: z.string().optional(),
    /** The authority of an outside PostgreSQL, in PEM. */
    DATABASE_CA: z.string().optional(),
  })
  .refine(({ TLS_CERTIFICATE, TLS_KEY }) => (TLS_CERTIFICATE === undefined) === (TLS_KEY === undefined), {
    path: ['TLS_KEY_FILE'],
    message: 'set both TLS_CERTIFICATE_FILE and TLS_KEY_FILE, or neither',
  });

export type Config = z.infer<typeof configSchema>;

export const parseConfig = (env: Environment): Config => readConfig(configSchema, env);
