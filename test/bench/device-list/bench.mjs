/**
 * One page of 50 out of 100,000 devices, deep in the list: through dm-web's HTTP, with the total, beside a bare SELECT of that
 * page by pg. Requests come one after the other.
 */
import { Agent, get } from 'node:http';
import { connectDatabase, devicePageQuery, encodeCursor } from '@tpedm/db';
import { deviceListQuerySchema } from '@tpedm/domain';
import { startPreparedPostgres } from '@tpedm/testkit';
import pg from 'pg';
import { inMs, summarize } from '../support/percentiles.mjs';
import { startWeb } from '../support/web-service.mjs';
import { DEVICE_COUNT, seedDevices } from './seed.mjs';

const REQUESTS = 150;
const MIDDLE = `gw-${String(DEVICE_COUNT / 2).padStart(6, '0')}`;

/** `value` is where the cursor points: the sort value of a device in the middle of the list. */
const CASES = [
  { name: 'by client id', query: { sort: 'clientid' }, value: MIDDLE },
  { name: 'online, by client id', query: { sort: 'clientid', status: 'online' }, value: MIDDLE },
  { name: 'online, by name', query: { sort: 'name', status: 'online' }, value: 'Site 500' },
  { name: 'never, by name, down', query: { sort: '-name', status: 'never' }, value: 'Site 500' },
  { name: 'offline, newest first', query: { sort: '-since', status: 'offline' }, value: '2026-02-01T12:00:00' },
  { name: 'search, many hits', query: { sort: 'name', search: 'line-7' }, value: 'Site 500' },
  { name: 'search, few hits', query: { sort: 'clientid', search: '-0500' }, value: MIDDLE },
  { name: 'search of one letter', query: { sort: 'name', search: '7', status: 'online' }, value: 'Site 500' },
];

async function timeEach(work) {
  for (let count = 0; count < 20; count += 1) await work();
  const durationsMs = [];
  for (let count = 0; count < REQUESTS; count += 1) {
    const startedAt = performance.now();
    await work();
    durationsMs.push(performance.now() - startedAt);
  }
  return summarize(durationsMs);
}

function createGet({ port, token }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { authorization: `Bearer ${token}` };
  return (path) =>
    new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, agent, headers }, (res) => {
        const chunks = [];
        res.on('data', (chunk) => chunks.push(chunk));
        res.on('end', () => {
          const body = JSON.parse(Buffer.concat(chunks).toString());
          return res.statusCode === 200 ? resolve(body) : reject(new Error(JSON.stringify(body)));
        });
      }).on('error', reject);
    });
}

async function measure(web, bare) {
  const getPage = createGet(web);
  console.log(
    `page of 50 of ${DEVICE_COUNT.toLocaleString('en')} devices   rows    http p50    http p95    bare p50    bare p95`,
  );
  for (const { name, query, value } of CASES) {
    const given = { ...query, limit: '50', cursor: encodeCursor([query.sort, value, MIDDLE]) };
    const path = `/api/v1/devices?${new URLSearchParams(given)}`;
    const { sql, bindings } = devicePageQuery(deviceListQuerySchema.parse(given));
    let position = 0;
    const text = sql.replace(/\?/g, () => `$${++position}`);
    const { items } = await getPage(path);
    const overHttp = await timeEach(() => getPage(path));
    const bareSelect = await timeEach(() => bare.query(text, [...bindings]));
    const figures = [overHttp.p50, overHttp.p95, bareSelect.p50, bareSelect.p95].map(inMs).join(' ');
    console.log(`${name.padEnd(29)}${String(items.length).padStart(10)} ${figures}`);
  }
  console.log(`dm-web holds ${web.rssMb()} MB afterwards`);
}

const postgres = await startPreparedPostgres();
const db = connectDatabase(postgres.config('admin'), { applicationName: 'bench' });
try {
  await seedDevices(db);
  const web = await startWeb(postgres, db);
  const { DATABASE_HOST: host, DATABASE_PORT: port, DATABASE_NAME: database, DATABASE_USER: user } = postgres.config('dm_web');
  const bare = new pg.Client({ host, port, database, user, password: postgres.config('dm_web').DATABASE_PASSWORD });
  await bare.connect();
  console.log(`dm-web idle: ${web.rssMb()} MB`);
  await measure(web, bare);
  await bare.end();
  await web.end();
} finally {
  await db.destroy();
  await postgres.remove();
}
