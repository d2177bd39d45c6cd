import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** MQTT logins of the gateways to simulate. */
export const credentialsListSchema = z.array(z.object({ clientid: z.string(), username: z.string(), password: z.string() }));
export type GatewayCredentials = z.infer<typeof credentialsListSchema>[number];

const FILE_NAME = 'credentials.json';
const OWNER_ONLY = 0o600;

/** Keeps logins over restarts, in a file that only its owner can read. */
export type CredentialsFile = { read: () => GatewayCredentials[]; write: (credentials: readonly GatewayCredentials[]) => void };

export function createCredentialsFile(stateDirectory: string): CredentialsFile {
  const path = join(stateDirectory, FILE_NAME);
  return {
    read: () => (existsSync(path) ? credentialsListSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : []),
    write: (credentials) => {
      mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
      const fresh = `${path}.new`;
      writeFileSync(fresh, `${JSON.stringify(credentials, null, 2)}\n`, { mode: OWNER_ONLY });
      chmodSync(fresh, OWNER_ONLY);
      renameSync(fresh, path);
    },
  };
}
