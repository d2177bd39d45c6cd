import type { CredentialsFile, GatewayCredentials } from './credentials.ts';
import type { DeviceApi } from './device-api.ts';

/** Devices registered at once. */
const BATCH_SIZE = 8;

/** Client ids of a fleet: `sim-0001`, `sim-0002`, ... */
export const fleetClientids = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index + 1).padStart(4, '0')}`);

/** Logins of all `clientids`: those kept from an earlier start, and new ones for the rest. Kept after each batch. */
export async function enrol(options: {
  clientids: readonly string[];
  file: CredentialsFile;
  api: DeviceApi;
}): Promise<GatewayCredentials[]> {
  const { clientids, file, api } = options;
  const known = new Map(file.read().map((credentials) => [credentials.clientid, credentials]));
  const missing = clientids.filter((clientid) => !known.has(clientid));
  for (let start = 0; start < missing.length; start += BATCH_SIZE) {
    const batch = await Promise.all(missing.slice(start, start + BATCH_SIZE).map(api.obtainCredentials));
    for (const credentials of batch) known.set(credentials.clientid, credentials);
    file.write([...known.values()]);
  }
  return clientids.flatMap((clientid) => known.get(clientid) ?? []);
}
