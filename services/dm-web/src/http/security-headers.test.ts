import { afterAll, beforeAll, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { createWebHarness, type WebHarness } from '../../test/web-harness.ts';

let web: WebHarness;
beforeAll(async () => {
  web = await createWebHarness({ TRUST_PROXY: '127.0.0.1' });
});
afterAll(() => web.close());

test.each(['/', '/api/docs', '/api/v1/auth/setup', '/api/v1/no-such-thing', '/ca.crt'])('guards %s', async (path) => {
  const { headers } = await supertest(web.url).get(path).set('accept', '*/*');
  expect(headers['content-security-policy']?.split(';').sort()).toEqual([
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self' data:",
    "manifest-src 'self'",
    "object-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self'",
  ]);
  expect(headers).toMatchObject({
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(headers['x-powered-by']).toBeUndefined();
});

test('asks for strict transport only on an encrypted line', async () => {
  const plain = await supertest(web.url).get('/');
  const encrypted = await supertest(web.url).get('/').set('x-forwarded-proto', 'https');
  expect(plain.headers['strict-transport-security']).toBeUndefined();
  expect(encrypted.headers['strict-transport-security']).toBe('max-age=31536000');
});

test('lets nobody keep an answer of the API', async () => {
  expect((await web.as('viewer')('get', '/auth/me')).headers['cache-control']).toBe('no-store');
  expect((await web.as(null)('get', '/auth/me')).headers['cache-control']).toBe('no-store');
});

test('takes over a request id that a proxy gave, and names it in an error', async () => {
  const { body, headers } = await web.as(null)('get', '/auth/me').set('x-request-id', 'proxy-id-0001');
  expect([body.error.requestId, headers['x-request-id']]).toEqual(['proxy-id-0001', 'proxy-id-0001']);
  const odd = await web.as(null)('get', '/auth/me').set('x-request-id', 'x<script>');
  expect(odd.headers['x-request-id']).not.toContain('script');
});
