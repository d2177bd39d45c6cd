/** dm-web as a process on a prepared PostgreSQL, with a viewer's token. There is no broker behind it. */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { insertApiToken, insertUser } from '@tpedm/db';
import { freePort, startServiceProcess, untilReady } from '@tpedm/testkit';

export async function startWeb(postgres, db) {
  const port = await freePort();
  const database = Object.entries(postgres.config('dm_web')).map(([name, value]) => [name, String(value)]);
  const service = startServiceProcess('dm-web', {
    ...Object.fromEntries(database),
    PORT: String(port),
    LOG_LEVEL: 'warn',
    BROKER_API_URL: 'http://127.0.0.1:1',
    BROKER_API_KEY: 'bench-key:bench-secret',
    JWT_SECRET: randomBytes(32).toString('hex'),
    SETUP_TOKEN: randomBytes(16).toString('hex'),
    CA_CERTIFICATE: '-----BEGIN CERTIFICATE-----',
    PUBLIC_MQTT_PORT: '1883',
    PUBLIC_MQTT_TLS_PORT: '8883',
    API_REQUESTS_PER_SECOND: '100000',
  });
  try {
    await untilReady(port, service);
  } catch (error) {
    await service.end();
    throw error;
  }
  return { port, token: await createToken(db), rssMb: () => rssMb(service.pid), end: () => service.end() };
}

async function createToken(db) {
  const token = `tpedm_${randomBytes(32).toString('base64url')}`;
  const { user } = await insertUser(db, { username: 'bench', passwordHash: 'no password', role: 'viewer' });
  const tokenHash = createHash('sha256').update(token).digest();
  await insertApiToken(db, { userId: user.id, name: 'bench', role: 'viewer', tokenHash, expiresAt: null });
  return token;
}

/** Resident memory of a process, megabytes (proc(5), VmRSS in kB). */
function rssMb(pid) {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(kilobytes) / 1_000);
}
