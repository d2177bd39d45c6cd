import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHttpsFetch, freePort, PROJECT_ROOT, run, tryRun, until } from '@tpedm/testkit';
import {
  certificatesOf,
  makeAuthority,
  makeServerCertificate,
  privateKeyOf,
} from '../../../services/dm-secrets/src/features/certificates/certificate-authority.ts';
import { shownCertificate } from '../support/shown-certificate.ts';

const PROJECT = 'tpedm-test-install';
const OUR_SERVICES = ['dm-web', 'dm-webhook', 'dm-worker'];
const DAY_MS = 86_400_000;

/** install.sh on this host: a release unpacked into an empty folder, with a customer's own certificate. */
export function installTests(): void {
  let home: string;
  let release: string;
  let folder: string;
  let authority: string;
  let ports: number[];

  const env = { ...process.env, COMPOSE_PROJECT_NAME: PROJECT, TPEDM_YES: '1' };
  const install = (...words: string[]) =>
    tryRun(`${PROJECT_ROOT}install.sh`, [...words, '--release', release, '--directory', folder], { env });
  const ops = (...words: string[]) => run(join(folder, 'ops/tpedm'), words, { env });

  /** A certificate of the customer's own authority, made at a time, in the place where .env says it is. */
  const putCertificate = async (madeAt: Date): Promise<void> => {
    const server = await makeServerCertificate(authority, ['tpedm.test', 'localhost'], madeAt);
    writeFileSync(join(folder, 'certificates/fullchain.pem'), certificatesOf(server) + certificatesOf(authority));
    writeFileSync(join(folder, 'certificates/privkey.pem'), privateKeyOf(server));
  };
  const containerOf = async (service: string): Promise<string> => {
    const labels = { project: PROJECT, service, oneoff: 'False' };
    const filters = Object.entries(labels).flatMap(([name, value]) => ['--filter', `label=com.docker.compose.${name}=${value}`]);
    return (await run('docker', ['ps', '--all', '--quiet', ...filters])).trim();
  };

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'tpedm-install-'));
    release = join(home, 'tpedm.tar.gz');
    folder = join(home, 'opt');
    await run(
      'sh',
      ['-c', 'git ls-files -z | tar --create --gzip --null --files-from - --transform "s,^,tpedm/," --file "$0"', release],
      { cwd: PROJECT_ROOT },
    );
    ports = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
    authority = await makeAuthority(new Date());
    mkdirSync(join(folder, 'certificates'), { recursive: true });
    // where npm's registry is out of reach, the upgrade builds from this, as docs/operations.md says
    if (existsSync(join(PROJECT_ROOT, '.npm-cache')))
      cpSync(join(PROJECT_ROOT, '.npm-cache'), join(folder, '.npm-cache'), { recursive: true });
    await putCertificate(new Date());
    const [https, http, mqttTls, mqtt] = ports;
    const settings = { WEB_BIND: '127.0.0.1', HTTPS_PORT: https, HTTP_PORT: http, MQTT_TLS_PORT: mqttTls, MQTT_PORT: mqtt };
    const certificate = { TLS_CERTIFICATE: 'fullchain.pem', TLS_KEY: 'privkey.pem' };
    const lines = Object.entries({ ...settings, ...certificate }).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(folder, '.env'), lines.join(''));
  });
  afterAll(async () => {
    await install('--uninstall', '--delete-data');
    rmSync(home, { recursive: true, force: true });
  }, 60_000);

  test('install.sh brings a release up and prints the address and the set-up token', async () => {
    const { status, stdout, stderr } = await install('--host', 'tpedm.test');
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`TPEDM is ready: https://tpedm.test:${ports[0]}/`);
    expect(stdout).toMatch(/with this token: [\w-]{43}\n/);
  }, 240_000);

  test('browsers and gateways see the customer’s certificate', async () => {
    const [https = 0, , mqttTls = 0] = ports;
    for (const port of [https, mqttTls]) {
      expect((await shownCertificate(port)).checkHost('tpedm.test')).toBe('tpedm.test');
    }
    const answer = await createHttpsFetch(certificatesOf(authority))(`https://localhost:${https}/ca.crt`);
    expect((await answer.text()).trim()).toBe(certificatesOf(authority).trim());
  });

  test('install.sh may run again, and says what is in its way', async () => {
    expect((await install()).status).toBe(0);
    const wrong = await install('--no-such-option');
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining('there is no option --no-such-option')]);
  }, 120_000);

  test('renew-certificates takes a renewed certificate, and refuses an expired one with the reason', async () => {
    const [https = 0] = ports;
    const before = await shownCertificate(https);
    await putCertificate(new Date(Date.now() - 1_000 * DAY_MS));
    await expect(ops('renew-certificates')).rejects.toThrow(/has expired on/);
    expect((await shownCertificate(https)).serialNumber).toBe(before.serialNumber);

    await putCertificate(new Date());
    await ops('renew-certificates');
    const isNew = async () => (await shownCertificate(https)).serialNumber !== before.serialNumber;
    await until(isNew, { what: 'Nginx shows the renewed certificate' });
  }, 60_000);

  test('an upgrade leaves PostgreSQL and EMQX running, and a restore with the old version undoes it', async () => {
    const startOf = async (service: string) =>
      run('docker', ['inspect', '--format', '{{.State.StartedAt}}', await containerOf(service)]);
    const lasting = () => Promise.all(['postgres', 'emqx'].map(startOf));
    const images = () =>
      run('docker', ['ps', '--format', '{{.Image}}', '--filter', `label=com.docker.compose.project=${PROJECT}`]);
    const before = await lasting();
    const migration = join(folder, 'db-init/migrations/99991231_00_next.js');
    writeFileSync(
      migration,
      "export const up = (knex) => knex.raw('CREATE TABLE of_next_version ()');\nexport const down = up;\n",
    );
    const backup = join(home, 'before-upgrade.tar.gz');

    await run(join(folder, 'ops/tpedm'), ['upgrade', backup], { env: { ...env, TPEDM_VERSION: '999.0.0' } });
    expect(await lasting()).toEqual(before);
    for (const service of OUR_SERVICES) expect(await images()).toContain(`localhost/tpedm/${service}:999.0.0`);

    rmSync(migration);
    await expect(ops('start')).rejects.toThrow();
    const { stdout } = await tryRun('docker', ['logs', await containerOf('dm-database-init')]);
    expect(stdout).toContain('The database is of a newer version of TPEDM (99991231_00_next.js)');
    await ops('restore', backup);
    expect(await images()).not.toContain('999.0.0');
  }, 300_000);

  test('install.sh --uninstall keeps the data until it is told to delete that too', async () => {
    const volumes = async () =>
      (await run('docker', ['volume', 'ls', '--quiet', '--filter', `name=${PROJECT}_`])).trim().split('\n');
    expect((await install('--uninstall')).status).toBe(0);
    expect(await volumes()).toEqual(expect.arrayContaining([`${PROJECT}_postgres-data`, `${PROJECT}_vault`]));
    expect((await install('--uninstall', '--delete-data')).status).toBe(0);
    expect(await volumes()).toEqual(['']);
  }, 60_000);
}
