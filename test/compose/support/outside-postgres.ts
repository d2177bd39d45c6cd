import { run, tryRun, until } from '@tpedm/testkit';
import {
  certificatesOf,
  makeAuthority,
  makeServerCertificate,
  privateKeyOf,
} from '../../../services/dm-secrets/src/features/certificates/certificate-authority.ts';

const NAME = 'tpedm-test-outside-postgres';
const DATA = '/var/lib/postgresql/data';
/** What makes it encrypt, and take encrypted connections only. */
const START = `
  umask 077
  printf '%s' "$CERTIFICATE" >/tmp/server.crt; printf '%s' "$KEY" >/tmp/server.key; printf '%s' "$PASSWORD" >/tmp/password
  printf '%s\\n' 'local all all trust' 'hostssl all all all scram-sha-256' >/tmp/hba.conf
  exec docker-entrypoint.sh postgres -cssl=on -cssl_cert_file=/tmp/server.crt -cssl_key_file=/tmp/server.key -chba_file=/tmp/hba.conf`;

/** A customer's PostgreSQL: it runs without the stack's doing, its certificate is of the customer's authority, and its disk is small. */
export type OutsidePostgres = {
  host: string;
  port: number;
  password: string;
  /** What a client has to trust, in PEM. */
  authority: string;
  /** Runs a statement as its administrator, and gives the values, one row a line. */
  query: (sql: string) => Promise<string>;
  fillDisk: () => Promise<unknown>;
  freeDisk: () => Promise<unknown>;
  remove: () => Promise<void>;
};

export async function startOutsidePostgres(): Promise<OutsidePostgres> {
  const host = (await run('docker', ['network', 'inspect', '--format', '{{(index .IPAM.Config 0).Gateway}}', 'bridge'])).trim();
  const authority = await makeAuthority(new Date());
  const server = await makeServerCertificate(authority, [host], new Date());
  const password = 'chosen by the customer';
  const secrets = { CERTIFICATE: certificatesOf(server), KEY: privateKeyOf(server), PASSWORD: password };
  const settings = { POSTGRES_USER: 'postgres', POSTGRES_PASSWORD_FILE: '/tmp/password' };
  const remove = async () => {
    await tryRun('docker', ['rm', '--force', '--volumes', NAME]);
  };
  const inside = (...command: string[]) => run('docker', ['exec', NAME, ...command]);
  await remove();
  await run(
    'docker',
    [
      ...['run', '--detach', '--name', NAME, '--user', '999:999', '--publish', `${host}::5432`],
      ...['--tmpfs', `${DATA}:size=200m,uid=999,gid=999,mode=0700`, '--entrypoint', 'bash'],
      ...Object.keys(secrets).flatMap((name) => ['--env', name]),
      ...Object.entries(settings).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
      ...['postgres:17', '-c', START],
    ],
    { env: { ...process.env, ...secrets } },
  );
  // over the network: the image's own preparation is not reachable there
  const answers = () => inside('pg_isready', '--quiet', '--host=127.0.0.1').then(() => true);
  await until(answers, { what: 'the outside PostgreSQL answers', timeoutMs: 30_000 });
  const [published = ''] = (await run('docker', ['port', NAME, '5432'])).split('\n');
  return {
    host,
    port: Number(published.split(':').at(-1)),
    password,
    authority: certificatesOf(authority),
    query: (sql) => inside('psql', '--username=postgres', '--no-align', '--tuples-only', `--command=${sql}`),
    fillDisk: () => inside('sh', '-c', `cat /dev/zero > ${DATA}/filler 2>/dev/null; true`),
    freeDisk: () => inside('rm', `${DATA}/filler`),
    remove,
  };
}
