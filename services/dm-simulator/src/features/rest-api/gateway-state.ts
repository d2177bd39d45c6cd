import { type App, initialApps } from './app-list.ts';
import { MODELS } from './models.ts';
import { integerBetween, pick, type Random } from './seeded-random.ts';
import type { UpgradeJob } from './upgrade-job.ts';

/** All that one simulated gateway remembers. It survives a reboot, not the process. */
export type GatewayState = ReturnType<typeof createGatewayState>;

/** How much faster than a real gateway a simulated one downloads and installs. */
const DEFAULT_UPGRADE_SPEED = 10;

/** A gateway with a made-up identity that the seed behind `random` decides. */
export function createGatewayState(options: { clientid: string; random: Random; now: Date; upgradeSpeed?: number }) {
  const { clientid, random, now } = options;
  const model = pick(random, MODELS);
  const host = integerBetween(random, 2, 250);
  return {
    model,
    general: generalOf(clientid, model, random, now),
    time: {
      type: 'time',
      timezone: 'Etc/UTC',
      lastUpdateTime: '-',
      ntp: { enable: true, source: 'timeserver', server: 'ntp.example.net', gpsLongJump: true, interval: 7200 },
    },
    /** How far the gateway's clock has been set off the real one. */
    clockOffsetMs: 0,
    ethernets: [ethernetOf(1, host, random), ethernetOf(2, host, random)],
    cellulars: model.cellular ? [cellularOf(random)] : [],
    sshServer: { enable: true, port: 22 },
    httpServer: {
      httpEnable: true,
      httpPort: 80,
      httpsEnable: true,
      httpsPort: 8443,
      certFileName: 'default.crt',
      keyFileName: 'default.key',
    },
    serialConsole: { enable: true },
    rebootPlan: { enableScheduler: false, at: { minute: '0', hour: '3', day: '*', month: '*', dayOfWeek: '*' } },
    apps: initialApps(model.arch) as App[],
    upgrades: [] as UpgradeJob[],
    upgradeSpeed: options.upgradeSpeed ?? DEFAULT_UPGRADE_SPEED,
    random,
  };
}

function generalOf(clientid: string, model: (typeof MODELS)[number], random: Random, now: Date) {
  const totalBytes = 6_700_000_000;
  const usedBytes = integerBetween(random, 1_200_000_000, 5_000_000_000);
  const uptimeMs = integerBetween(random, 3_600, 30 * 86_400) * 1_000;
  return {
    type: 'general',
    description: '',
    hostName: hostNameOf(clientid),
    modelName: model.modelName,
    serialNumber: `TB${pick(random, ['AIC', 'ZAB', 'BCD'])}${integerBetween(random, 1_000_000, 9_999_999)}`,
    thingsproVersion: model.thingsproVersion,
    firmwareVersion: model.firmwareVersion,
    biosVersion: pick(random, ['1.0.0S01', '1.3.0S04']),
    cpu: model.cpu,
    memorySize: model.memorySizeBytes,
    lastBootTime: new Date(now.getTime() - uptimeMs).toISOString(),
    disk: [
      {
        name: 'System',
        mount: '/',
        device: '/dev/root',
        total: totalBytes,
        free: totalBytes - usedBytes,
        used: usedBytes,
        percent: Math.round((usedBytes / totalBytes) * 1_000) / 10,
        tags: { used: 'systemDiskUsed', free: 'systemDiskFree', percent: 'systemDiskPercent' },
      },
    ],
  };
}

/** A host name begins with a letter and holds letters, digits and hyphens. */
const hostNameOf = (clientid: string): string => clientid.replace(/[^A-Za-z0-9-]/g, '-').replace(/^[^A-Za-z]/, 'g');

const hexPair = (random: Random): string => integerBetween(random, 0, 255).toString(16).padStart(2, '0');

function ethernetOf(id: 1 | 2, host: number, random: Random) {
  const isWan = id === 1;
  const network = isWan ? '10.20.30' : '192.168.4';
  return {
    type: 'ethernets',
    id,
    displayName: `LAN${id}`,
    name: `eth${id - 1}`,
    wan: isWan,
    enable: true,
    status: isWan ? 'connected' : 'disconnected',
    enableDhcp: isWan,
    ip: isWan ? `${network}.${host}` : `${network}.127`,
    netmask: '255.255.255.0',
    subnet: `${network}.0`,
    broadcast: `${network}.255`,
    gateway: isWan ? `${network}.1` : '',
    dns: isWan ? [`${network}.2`] : [],
    mac: `00:90:e8:${hexPair(random)}:${hexPair(random)}:${hexPair(random)}`,
  };
}

function cellularOf(random: Random) {
  return {
    id: 1,
    type: 'cellular',
    name: 'wwan0',
    displayName: 'Cellular1',
    available: true,
    enable: true,
    status: 'connected',
    mode: 'lte',
    carrier: '',
    operatorName: 'Example Mobile',
    signal: { csq: integerBetween(random, 8, 28), rssi: -integerBetween(random, 55, 97), rsrq: -9, ecio: 0 },
    imei: `35000000${integerBetween(random, 1_000_000, 9_999_999)}`,
    imsi: '001010000000001',
    iccId: '8900000000000000001',
    ip: `10.64.0.${integerBetween(random, 2, 250)}`,
    netmask: '255.255.255.248',
    gateway: '10.64.0.9',
    dns: ['10.64.0.1'],
    pinRetryRemain: 3,
    currentProfileId: 1,
    autoDetect: false,
    preferedNetwork: 'auto',
    profileTimeout: 120,
    keepalive: { enable: true, targetHost: '10.20.30.1', intervalSec: 60, reboot: { enable: false, intervalMin: 20 } },
    capabilities: { sim: 1, carriers: [] },
  };
}
