import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** What install.sh may use of the real machine; everything that it asks about the machine is a stub. */
const REAL_PROGRAMS =
  'bash basename cat chmod cp cut date dirname find grep gzip head ls mkdir mktemp mv realpath rm sed sha256sum sort tail tar tr'.split(
    ' ',
  );

/** The stubs answer out of their environment; each writes down how it was called. */
const NOTE_CALL = `#!/bin/bash\necho "\${0##*/} $*" >>"$MACHINE/calls"\n`;
const STUBS = {
  id: 'echo "$USER_ID"',
  uname: 'echo "$ARCHITECTURE"',
  getconf: '[[ $1 == PAGE_SIZE ]] && echo 1048576 || echo "$MEMORY_MB"',
  df: 'printf "Avail\\n %s\\n" "$DISK_MB"',
  hostname: 'echo "fd00::7 10.0.0.7 172.17.0.1 "',
  ss: '[[ $* != *":$PORT_IN_USE" ]] || echo "LISTEN 0 511 0.0.0.0:$PORT_IN_USE"',
  systemctl: '',
  'apt-cache': 'if [[ $2 == "$APT_COMPOSE_PACKAGE" ]]; then printf "%s:\\n  Candidate: %s\\n" "$2" "$APT_COMPOSE_VERSION"; fi',
  'apt-get': '[[ $1 != "$APT_FAILS" ]] || exit 100; [[ $1 != install ]] || cp "$MACHINE/with-compose" "$MACHINE/bin/docker"',
} as const;
const dockerStub = (composeVersion: string) => `case "$*" in
"compose version --short") echo "${composeVersion}" ;;
info) [[ $DOCKER_ANSWERS == yes ]] ;;
ps*) [[ ! -e $MACHINE/running ]] || cat "$MACHINE/running" ;;
esac`;
/** What runs is the image of the version in the folder. */
const OPS_STUB = `[[ $1 != "$OPS_FAILS" ]] || exit 1
case $1 in
start | upgrade) sed -n 's/.*"version": "\\(.*\\)",/localhost\\/tpedm\\/dm-web:\\1/p' "\${0%/*}/../package.json" >"$MACHINE/running" ;;
uninstall) rm -f "$MACHINE/running" ;;
setup-token) echo the-token ;;
esac`;

const HEALTHY = {
  USER_ID: '0',
  ARCHITECTURE: 'x86_64',
  MEMORY_MB: '4000',
  DISK_MB: '50000',
  PORT_IN_USE: 'none',
  APT_COMPOSE_PACKAGE: 'docker-compose',
  APT_COMPOSE_VERSION: '1.29.2-3',
  APT_FAILS: '',
  DOCKER_ANSWERS: 'yes',
  OPS_FAILS: '',
  OS: 'ID=debian\nVERSION_ID="12"\n',
};

export type StubMachine = {
  path: (...names: string[]) => string;
  write: (name: string, content: string, mode?: number) => void;
  read: (name: string) => string;
  has: (name: string) => boolean;
  /** How the stubs have been called, since the last time one asked. */
  calls: () => string[];
  install: (
    options: readonly string[],
    changes?: Partial<typeof HEALTHY>,
  ) => { status: number | null; stdout: string; stderr: string };
  remove: () => void;
};

/** The release that is unpacked in the folder `release`, with what a developer may have left there. */
const RELEASE = {
  'package.json': '{\n  "version": "1.0.0",\n}\n',
  'docker-compose.yml': 'version one\n',
  'emqx/emqx.conf': '# version one\n',
  '.env.example': '#PUBLIC_HOST=tpedm.example.com\n',
  'certificates/README.md': 'put yours here\n',
} as const;

/** A machine of stubs. `compose` is the version of the Compose that is installed with Docker; null when neither is. */
export function createStubMachine(compose: string | null = '1.29.2'): StubMachine {
  const home = mkdtempSync(join(tmpdir(), 'tpedm-install-'));
  const path = (...names: string[]) => join(home, ...names);
  const write = (name: string, content: string, mode = 0o644) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), content);
    chmodSync(path(name), mode);
  };
  const stub = (name: string, body: string) => write(name, `${NOTE_CALL}${body}\n`, 0o755);
  mkdirSync(path('bin'));
  for (const program of REAL_PROGRAMS) symlinkSync(findProgram(program), path('bin', program));
  for (const [name, body] of Object.entries(STUBS)) stub(`bin/${name}`, body);
  if (compose !== null) stub('bin/docker', dockerStub(compose));
  stub('with-compose', dockerStub('2.24.6'));
  for (const [name, content] of Object.entries(RELEASE)) write(`release/${name}`, content);
  stub('release/ops/tpedm', OPS_STUB);
  copyFileSync('install.sh', path('release', 'install.sh'));

  return {
    path,
    write,
    read: (name) => readFileSync(path(name), 'utf8'),
    has: (name) => existsSync(path(name)),
    calls: () => {
      const lines = existsSync(path('calls')) ? readFileSync(path('calls'), 'utf8').trim().split('\n') : [];
      rmSync(path('calls'), { force: true });
      return lines;
    },
    install: (options, changes = {}) => {
      const { OS, ...answers } = { ...HEALTHY, ...changes };
      write('os-release', OS);
      return spawnSync('bash', [path('release/install.sh'), '--backups', path('backups'), ...options], {
        encoding: 'utf8',
        env: { ...answers, PATH: path('bin'), MACHINE: home, SYSTEMD_OS_RELEASE: path('os-release') },
      });
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

function findProgram(name: string): string {
  const folder = (process.env.PATH ?? '').split(delimiter).find((candidate) => existsSync(join(candidate, name)));
  if (!folder) throw new Error(`${name} is not on this machine`);
  return join(folder, name);
}
