import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { READER_UIDS, type Reader, readerFiles } from '../../services/dm-secrets/src/features/hand-out/reader-files.ts';
import type { SecretName } from '../../services/dm-secrets/src/features/vault/secret-names.ts';

type Service = {
  image: string;
  build?: unknown;
  user: string;
  environment?: Record<string, string>;
  ports?: string[];
  networks?: string[];
  network_mode?: string;
  read_only?: boolean;
  cap_drop?: string[];
  mem_limit?: string;
  restart: string;
  healthcheck?: unknown;
};

const ROOT = new URL('../../', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const source = read('docker-compose.yml');
const overlay = read('docker-compose.outside-postgresql.yml');
const services: Record<string, Service> = parse(source, { merge: true }).services;
const files = readerFiles({
  secrets: {} as Record<SecretName, string>,
  previousHookToken: null,
  server: { certificate: '', key: '', ca: '' },
  databaseCa: '',
});

test('each service runs as the user whose files it reads', () => {
  for (const [reader, uid] of Object.entries(READER_UIDS))
    expect([reader, services[reader]?.user]).toEqual([reader, `${uid}:${uid}`]);
});

test('each path of a secret is one that dm-secrets hands out to that service', () => {
  for (const [name, { environment = {} }] of Object.entries(services)) {
    for (const value of Object.values(environment)) {
      const [, reader, file] = /^\/run\/tpedm\/([a-z-]+)\/(.+)$/.exec(value) ?? [];
      if (reader === undefined || file === undefined) continue;
      expect(reader).toBe(name);
      expect(Object.keys(files[reader as Reader])).toContain(file);
    }
  }
});

test('every setting is explained in .env.example, and none is explained that does not exist', () => {
  const used = new Set([...(source + overlay).matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name));
  const explained = new Set([...read('.env.example').matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name));
  used.delete('TPEDM_VERSION');
  // read by Compose itself
  for (const name of ['COMPOSE_FILE', 'COMPOSE_PROFILES']) explained.delete(name);
  expect([...explained].toSorted()).toEqual([...used].toSorted());
});

test.each(Object.entries(services))('%s is confined, limited and pinned', (_name, service) => {
  expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], mem_limit: expect.any(String) });
  expect(service.image).toMatch(/:v?\d|:\$\{TPEDM_VERSION/);
  expect(service.restart === 'no' || service.healthcheck !== undefined).toBe(true);
});

test('what is built here cannot come from a registry', () => {
  const built = Object.values(services).filter(({ build }) => build !== undefined);
  expect(built).toHaveLength(5);
  for (const { image } of built) expect(image).toMatch(/^localhost\/tpedm\//);
});

test('only Nginx and the broker are on the network that leads outside', () => {
  const outside = Object.keys(services).filter((name) => services[name]?.networks?.includes('outside'));
  expect(outside).toEqual(['emqx', 'nginx']);
  const publishing = Object.keys(services).filter((name) => services[name]?.ports);
  expect(publishing).toEqual(['emqx', 'nginx', 'grafana']);
  expect(services.grafana?.ports).toEqual([expect.stringContaining('GRAFANA_BIND:-127.0.0.1')]);
});

test('Prometheus asks where services answer, and the dashboard shows measures that they have', () => {
  const { scrape_configs: jobs } = parse(read('monitoring/prometheus.yml'));
  const targets: string[] = jobs[0].static_configs[0].targets;
  expect(targets).toEqual(
    ['dm-web', 'dm-webhook', 'dm-worker'].map((service) => `${service}:${services[service]?.environment?.PORT}`),
  );
  const shown = read('monitoring/grafana/dashboards/tpedm.json').match(/\btpedm_[a-z_]+?(?=(_bucket|_count|_sum)?\b)/g) ?? [];
  const sources = execFileSync('git', ['grep', '--no-index', '-hoE', "name: 'tpedm_[a-z_]+'", '--', 'services/*.ts'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(new Set(shown).size).toBeGreaterThan(5);
  for (const name of new Set(shown)) expect(sources).toContain(`'${name}'`);
});

test('the version of the images is that of this tree', () => {
  const { version } = JSON.parse(read('package.json'));
  const defaults = [...source.matchAll(/TPEDM_VERSION:-([^}]+)\}/g)].map(([, value]) => value);
  expect(new Set(defaults)).toEqual(new Set([version]));
});
