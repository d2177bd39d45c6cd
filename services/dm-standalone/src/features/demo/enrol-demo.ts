import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import {
  connectDatabase,
  type Database,
  type DatabaseConfig,
  findDevices,
  generateDeviceSecret,
  insertDevice,
  notifyLive,
  recordAudit,
  setDeviceSecret,
} from '@tpedm/db';
import { z } from 'zod';

const credentialsSchema = z.array(z.object({ clientid: z.string(), username: z.string(), password: z.string() }));
type Credentials = z.infer<typeof credentialsSchema>;

const clientidOf = (index: number): string => `demo-${String(index + 1).padStart(2, '0')}`;

/**
 * Registers the simulated gateways that are not registered yet and keeps their secrets in `file`, for the simulator to read.
 * Works beside dm-web, as dm-web would: before there is an administrator, nobody could give us a token.
 */
export async function enrolDemo(config: DatabaseConfig, count: number, file: string): Promise<void> {
  const known = existsSync(file) ? credentialsSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
  const db = connectDatabase(config, { applicationName: 'demo', poolMax: 1 });
  try {
    const credentials = await db.transaction((trx) => enrol(trx, count, known));
    writeFileSync(file, JSON.stringify(credentials, null, 1), { mode: 0o600 });
  } finally {
    await db.destroy();
  }
}

async function enrol(trx: Database, count: number, known: Credentials): Promise<Credentials> {
  const clientids = Array.from({ length: count }, (_, index) => clientidOf(index));
  const registered = new Set((await findDevices(trx, clientids)).map(({ clientid }) => clientid));
  const credentials: Credentials = [];
  for (const clientid of clientids) {
    const kept = known.find((login) => login.clientid === clientid);
    if (kept && registered.has(clientid)) credentials.push(kept);
    else credentials.push(await give(trx, clientid, registered.has(clientid)));
  }
  await notifyLive(
    trx,
    'device.created',
    clientids.filter((clientid) => !registered.has(clientid)),
  );
  return credentials;
}

async function give(trx: Database, clientid: string, isRegistered: boolean): Promise<Credentials[number]> {
  const { password, secret } = generateDeviceSecret();
  if (isRegistered) await setDeviceSecret(trx, clientid, secret);
  else await insertDevice(trx, { clientid, username: clientid, secret, name: '', tags: ['demo'] });
  const action = isRegistered ? 'device.credentials' : 'device.create';
  await recordAudit(trx, { actor: 'demo', actorId: 'system', action, target: clientid, address: null, requestId: null });
  return { clientid, username: clientid, password };
}
