import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { CA_CERTIFICATE, createWebHarness, type WebHarness } from '../../../test/web-harness.ts';

const PAGE = '<!doctype html><title>console</title>';
const SCRIPT = 'console.log("hello");'.repeat(100);
const dir = mkdtempSync(join(tmpdir(), 'dm-web-console-'));

let built: WebHarness;
let unbuilt: WebHarness;
beforeAll(async () => {
  mkdirSync(join(dir, 'assets'));
  writeFileSync(join(dir, 'index.html'), PAGE);
  writeFileSync(join(dir, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(dir, 'assets/index-a1b2.js'), SCRIPT);
  writeFileSync(join(dir, 'assets/index-a1b2.js.gz'), gzipSync(SCRIPT));
  writeFileSync(join(dir, 'assets/plain-c3d4.css'), 'a{}');
  [built, unbuilt] = await Promise.all([createWebHarness({ CONSOLE_DIR: dir }), createWebHarness()]);
});
afterAll(async () => {
  await Promise.all([built.close(), unbuilt.close()]);
  rmSync(dir, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  supertest(built.url)
    .get(path)
    .set({ accept: 'text/html', 'accept-encoding': 'identity', ...headers });

describe('a built console', () => {
  test.each(['/', '/devices', '/devices/gw-0001', '/devices/gw.1/commands', '/users?x=1'])('is the page at %s', async (path) => {
    const { status, text, headers } = await get(path);
    expect([status, text, headers['cache-control']]).toEqual([200, PAGE, 'no-cache']);
    expect(headers['content-type']).toMatch('text/html');
  });

  test('serves hashed files for ever, compressed to those who take it', async () => {
    const plain = await get('/assets/index-a1b2.js');
    expect([plain.status, plain.text]).toEqual([200, SCRIPT]);
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const packed = await get('/assets/index-a1b2.js', { 'accept-encoding': 'gzip' });
    expect([packed.text, packed.headers['content-encoding'], packed.headers.vary]).toEqual([SCRIPT, 'gzip', 'accept-encoding']);
    expect(packed.headers['content-type']).toBe(plain.headers['content-type']);
    const lone = await get('/assets/plain-c3d4.css', { 'accept-encoding': 'gzip' });
    expect([lone.text, lone.headers['content-encoding']]).toEqual(['a{}', undefined]);
  });

  test('serves its other files', async () => {
    expect((await get('/favicon.svg')).headers['content-type']).toMatch('image/svg+xml');
  });

  test.each(['/assets/missing.js', '/assets/', '/api/v1/missing', '/api/missing', '/api', '/health/missing', '/metrics/missing'])(
    'is not what answers at %s',
    async (path) => {
      const { status, body } = await get(path);
      expect([status, body.error.code]).toEqual([404, 'ROUTE_NOT_FOUND']);
    },
  );

  test('leaves no file outside of its folder in reach', async () => {
    writeFileSync(`${dir}-secret`, 'secret');
    for (const path of [`/..%2f${dir.split('/').at(-1)}-secret`, '/assets/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd']) {
      expect((await get(path)).text).not.toMatch(/secret|root:/);
    }
    rmSync(`${dir}-secret`);
  });

  test('answers programs and other methods with an error', async () => {
    expect((await get('/devices', { accept: 'application/json' })).status).toBe(404);
    expect((await supertest(built.url).post('/devices').send({})).body.error.code).toBe('ROUTE_NOT_FOUND');
  });
});

test('a console that is not built says how to build it, and the API works', async () => {
  const page = await supertest(unbuilt.url).get('/devices').set('accept', 'text/html');
  expect([page.status, page.text]).toEqual([200, expect.stringContaining('npm run build')]);
  expect((await supertest(unbuilt.url).get('/api/v1/auth/setup')).status).toBe(200);
});

test('hands out the certificate of the authority', async () => {
  const answer = await fetch(`${unbuilt.url}/ca.crt`);
  expect(answer.headers.get('content-type')).toBe('application/x-x509-ca-cert');
  expect(await answer.text()).toBe(`${CA_CERTIFICATE}\n`);
});
