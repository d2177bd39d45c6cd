import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { createStubMachine, type StubMachine } from './support/stub-machine.ts';

const machines: StubMachine[] = [];
afterEach(() => {
  for (const machine of machines.splice(0)) machine.remove();
});

function stubMachine(compose?: string | null): StubMachine {
  const machine = createStubMachine(compose);
  machines.push(machine);
  return machine;
}

/** The one line on standard error of an installation that must fail, without having started anything. */
function refusal(machine: StubMachine, ...how: Parameters<StubMachine['install']>): string {
  const { status, stderr } = machine.install(...how);
  expect({ status, lines: stderr.trim().split('\n').length }).toEqual({ status: 1, lines: 1 });
  expect(opsCalls(machine)).toEqual([]);
  return stderr.trim();
}

const opsCalls = (machine: StubMachine): string[] => machine.calls().filter((call) => call.startsWith('tpedm '));

/** Packs the folder `release` as the release of a version, with its checksum, and gives the options that install it. */
function pack(machine: StubMachine, version: string): string[] {
  const file = `tpedm-${version}.tar.gz`;
  machine.write('release/package.json', `{\n  "version": "${version}",\n}\n`);
  machine.write('release/docker-compose.yml', `version ${version}\n`);
  spawnSync('tar', ['-czf', machine.path(file), '-C', machine.path(), 'release']);
  const digest = createHash('sha256')
    .update(readFileSync(machine.path(file)))
    .digest('hex');
  machine.write(`${file}.sha256`, `${digest}  ${file}\n`);
  return ['--release', machine.path(file), '--directory', machine.path('opt/tpedm')];
}

test('starts the folder that it lies in, and prints the address and the set-up token', () => {
  const machine = stubMachine();
  const { status, stdout } = machine.install([]);
  expect(status).toBe(0);
  expect(stdout).toContain('TPEDM is ready: https://10.0.0.7/');
  expect(stdout).toContain('make one at https://10.0.0.7/setup with this token: the-token\n');
  expect(opsCalls(machine)).toEqual(['tpedm start', 'tpedm setup-token']);
  expect(machine.read('release/.env')).toBe('#PUBLIC_HOST=tpedm.example.com\nPUBLIC_HOST=10.0.0.7\n');
});

test('unpacks a release, so that containers may read it, and uses the settings that wait there', () => {
  const machine = stubMachine();
  machine.write('opt/tpedm/.env', 'HTTPS_PORT=8443\nPUBLIC_HOST=tpedm.example.com\nMQTT_TLS_PORT=9883\n');
  machine.write('opt/tpedm/certificates/own.key', 'key', 0o600);
  machine.write('release/emqx/emqx.conf', 'private', 0o600);
  const { status, stdout } = machine.install(pack(machine, '1.0.0'), { PORT_IN_USE: '443' });
  expect(status).toBe(0);
  expect(stdout).toContain('https://tpedm.example.com:8443/setup');
  expect(stdout).toContain('to port 9883.');
  expect(statSync(machine.path('opt/tpedm/emqx/emqx.conf')).mode & 0o444).toBe(0o444);
  expect(statSync(machine.path('opt/tpedm/certificates/own.key')).mode & 0o777).toBe(0o600);
  expect(readdirSync(machine.path('opt'))).toEqual(['tpedm']);
});

test('puts the name that the operator gives into the settings, once', () => {
  const machine = stubMachine();
  machine.write('release/.env', 'PUBLIC_HOST=old.example.com\nLOG_LEVEL=debug\n');
  machine.install(['--host', 'tpedm.example.com']);
  expect(machine.read('release/.env')).toBe('LOG_LEVEL=debug\nPUBLIC_HOST=tpedm.example.com\n');
});

test('upgrades what runs, with a backup, and keeps settings, certificates and foreign files', () => {
  const machine = stubMachine();
  machine.install([...pack(machine, '1.0.0'), '--host', 'tpedm.example.com']);
  machine.write('opt/tpedm/certificates/own.key', 'key', 0o600);
  machine.write('opt/tpedm/notes.txt', 'mine');
  machine.write('opt/tpedm/emqx/removed-since.conf', 'old');
  machine.calls();

  const { status, stdout } = machine.install(pack(machine, '2.0.0'), { PORT_IN_USE: '443' });
  expect(status).toBe(0);
  expect(stdout).toContain('TPEDM is ready: https://tpedm.example.com/');
  const [upgrade, ...others] = opsCalls(machine);
  expect(upgrade).toMatch(/^tpedm upgrade \S+\/backups\/before-upgrade-\d{8}-\d{6}\.tar\.gz$/);
  expect(others).toEqual(['tpedm setup-token']);
  expect(statSync(machine.path('backups')).mode & 0o777).toBe(0o700);
  expect(machine.read('opt/tpedm/docker-compose.yml')).toBe('version 2.0.0\n');
  expect(machine.read('opt/tpedm/.env')).toContain('PUBLIC_HOST=tpedm.example.com');
  expect(machine.read('opt/tpedm/certificates/own.key')).toBe('key');
  expect(machine.read('opt/tpedm/notes.txt')).toBe('mine');
  expect(machine.has('opt/tpedm/emqx/removed-since.conf')).toBe(false);
});

test('makes sure that everything runs when it is run again with the same version', () => {
  const machine = stubMachine();
  machine.install([]);
  machine.calls();
  expect(machine.install([], { PORT_IN_USE: '443' })).toMatchObject({ status: 0 });
  expect(opsCalls(machine)).toEqual(['tpedm start', 'tpedm setup-token']);
});

test.each<[string, Parameters<StubMachine['install']>[1], string]>([
  ['without root', { USER_ID: '1000' }, 'this needs root; run it with sudo'],
  ['on another processor', { ARCHITECTURE: 'armv7l' }, 'this is a machine with armv7l; take one with x86_64 or aarch64'],
  ['on an old Debian', { OS: 'ID=debian\nVERSION_ID="10"\n' }, 'this is Debian 10; upgrade it to Debian 11 or newer'],
  ['on an old Ubuntu', { OS: 'ID=ubuntu\nVERSION_ID="18.04"\n' }, 'this is Ubuntu 18.04; upgrade it to Ubuntu 20.04 or newer'],
  ['with little memory', { MEMORY_MB: '990' }, 'this machine has 990 MB of memory; give it 2 GB or more'],
  ['with a full disk', { DISK_MB: '1200' }, 'there are 1200 MB free under /var'],
  [
    'while the HTTPS port is in use',
    { PORT_IN_USE: '443' },
    'port 443 is in use; stop what listens there (ss -tlnp), or write HTTPS_PORT=',
  ],
  [
    'while the HTTP port is in use',
    { PORT_IN_USE: '80' },
    'port 80 is in use; stop what listens there (ss -tlnp), or write HTTP_PORT=',
  ],
  [
    'while the MQTT port is in use',
    { PORT_IN_USE: '8883' },
    'port 8883 is in use; stop what listens there (ss -tlnp), or write MQTT_TLS_PORT=',
  ],
  [
    'while Docker does not answer',
    { DOCKER_ANSWERS: 'no' },
    'Docker is installed but does not answer; start it with: systemctl start docker',
  ],
])('stops %s, and says what to do', (_when, changes, message) => {
  expect(refusal(stubMachine(), [], changes)).toContain(`install.sh: ${message}`);
});

test.each([
  ['ID=debian\n', '2.26.1'],
  ['ID=debian\nVERSION_ID="11"\n', 'v2.5.0'],
  ['ID=ubuntu\nVERSION_ID="24.04"\n', '2.40.3+ds1'],
  ['ID=rocky\nVERSION_ID="9.4"\n', '1.29.2'],
])('takes a system of %j with Compose %s', (OS, compose) => {
  expect(stubMachine(compose).install([], { OS }).status).toBe(0);
});

test.each([
  ['Docker', null, 'docker.io docker-compose'],
  ['Compose', '', 'docker-compose'],
  ['a newer Compose', '1.25.0', 'docker-compose'],
])('says how to get %s when it is missing, and installs it from the distribution when asked', (_what, compose, packages) => {
  const machine = stubMachine(compose);
  expect(refusal(machine, [])).toContain('Docker with Compose 1.29 or newer is missing; run this again with --install-docker');
  expect(machine.install(['--install-docker'])).toMatchObject({ status: 0 });
  const calls = machine.calls().filter((call) => call.startsWith('apt-get'));
  expect(calls).toEqual(['apt-get update -qq', `apt-get install -y -qq ${packages}`]);
});

test('installs the Compose of today where the distribution has it', () => {
  const machine = stubMachine(null);
  machine.install(['--install-docker'], { APT_COMPOSE_PACKAGE: 'docker-compose-v2', APT_COMPOSE_VERSION: '2.24.6+ds1-0ubuntu1' });
  expect(machine.calls()).toContain('apt-get install -y -qq docker.io docker-compose-v2');
});

test.each([
  ['the package lists cannot be read', { APT_FAILS: 'update' }, "make 'apt-get update' work"],
  ['the packages cannot be installed', { APT_FAILS: 'install' }, "make 'apt-get install docker.io docker-compose' work"],
  ['the packages are too old', { APT_COMPOSE_VERSION: '1.25.0-1' }, 'install Docker as docs.docker.com/engine/install says'],
  ['there are no packages', { OS: 'ID=rocky\nVERSION_ID="9.4"\n' }, '--install-docker knows Debian and Ubuntu'],
])('says what to do when Docker cannot be installed: %s', (_why, changes, message) => {
  expect(refusal(stubMachine(null), ['--install-docker'], changes)).toContain(message);
});

test.each([
  ['an option that there is not', ['--force'], 'there is no option --force'],
  ['an option without its value', ['--release'], '--release needs a value'],
  ['a purge alone', ['--purge'], '--purge goes with --uninstall only'],
  ['a folder for nothing', ['--directory', '/srv/tpedm'], '--directory goes with --release or --uninstall'],
  ['a name that is none', ['--host', 'a b'], '--host must be a host name or an address'],
  [
    'a release that is not there',
    ['--release', '/nowhere.tar.gz', '--directory', '/nowhere'],
    'there is no file /nowhere.tar.gz',
  ],
])('refuses %s', (_what, options, message) => {
  expect(refusal(stubMachine(), options)).toContain(message);
});

test('refuses a release that its checksum does not fit', () => {
  const machine = stubMachine();
  const options = pack(machine, '2.0.0');
  machine.write('tpedm-2.0.0.tar.gz.sha256', `${'0'.repeat(64)}  tpedm-2.0.0.tar.gz\n`);
  expect(refusal(machine, options)).toContain('is not what');
});

test.each([
  ['a broken archive', 'is broken'],
  ['an archive of something else', 'is no release of TPEDM'],
])('refuses %s, and leaves what is installed as it was', (what, message) => {
  const machine = stubMachine();
  machine.install(pack(machine, '1.0.0'));
  machine.calls();
  machine.write('other/readme.txt', 'hello');
  machine.write('file.tar.gz', 'not an archive');
  if (what !== 'a broken archive') spawnSync('tar', ['-czf', machine.path('file.tar.gz'), '-C', machine.path(), 'other']);
  const options = ['--release', machine.path('file.tar.gz'), '--directory', machine.path('opt/tpedm')];
  expect(refusal(machine, options)).toContain(message);
  expect(machine.read('opt/tpedm/docker-compose.yml')).toBe('version 1.0.0\n');
  expect(readdirSync(machine.path('opt'))).toEqual(['tpedm']);
});

test('refuses a folder that holds something else', () => {
  const machine = stubMachine();
  machine.write('opt/tpedm/services/precious.txt', 'mine');
  expect(refusal(machine, pack(machine, '1.0.0'))).toContain('holds something else than TPEDM');
  expect(machine.read('opt/tpedm/services/precious.txt')).toBe('mine');
});

test('says what failed when the stack does not start, and goes on when run again', () => {
  const machine = stubMachine();
  const failed = machine.install([], { OPS_FAILS: 'start' });
  expect(failed.status).toBe(1);
  expect(failed.stderr).toBe('install.sh: TPEDM did not start, as said above; put that right and run this again\n');
  expect(machine.install([])).toMatchObject({ status: 0 });
});

test('names the backup when an upgrade fails, and upgrades when run again', () => {
  const machine = stubMachine();
  machine.install(pack(machine, '1.0.0'));
  const options = pack(machine, '2.0.0');
  const { status, stderr } = machine.install(options, { OPS_FAILS: 'upgrade' });
  expect(status).toBe(1);
  expect(stderr).toContain(`restore the backup in ${machine.path('backups')}`);
  machine.calls();
  machine.install(options);
  expect(opsCalls(machine)[0]).toMatch(/^tpedm upgrade /);
});

test('uninstalls without touching data or settings', () => {
  const machine = stubMachine();
  machine.install([]);
  machine.calls();
  expect(machine.install(['--uninstall'])).toMatchObject({ status: 0 });
  expect(opsCalls(machine)).toEqual(['tpedm uninstall']);
  expect(machine.has('release/.env')).toBe(true);
});

test('deletes everything only with --purge, and nothing when the question is not answered with yes', () => {
  const machine = stubMachine();
  machine.install(pack(machine, '1.0.0'));
  machine.calls();
  const options = ['--uninstall', '--purge', '--directory', machine.path('opt/tpedm')];
  expect(machine.install(options, { OPS_FAILS: 'uninstall' })).toMatchObject({ status: 1 });
  expect(machine.has('opt/tpedm/.env')).toBe(true);
  expect(machine.install(options)).toMatchObject({ status: 0 });
  expect(opsCalls(machine)).toEqual(['tpedm uninstall --delete-data', 'tpedm uninstall --delete-data']);
  expect(machine.has('opt/tpedm')).toBe(false);
});

test('leaves a git checkout where it is', () => {
  const machine = stubMachine();
  machine.write('release/.git/HEAD', 'ref: refs/heads/main\n');
  machine.install([]);
  machine.install(['--uninstall', '--purge']);
  expect(machine.has('release/docker-compose.yml')).toBe(true);
});

test('has nothing to uninstall where nothing is installed', () => {
  expect(refusal(stubMachine(), ['--uninstall', '--directory', '/nowhere'])).toContain('there is no TPEDM in');
});

test('explains itself to anybody', () => {
  const { status, stdout } = stubMachine().install(['--help'], { USER_ID: '1000' });
  expect(status).toBe(0);
  for (const option of ['--release', '--directory', '--host', '--install-docker', '--backups', '--uninstall', '--purge']) {
    expect(stdout).toContain(option);
  }
});
