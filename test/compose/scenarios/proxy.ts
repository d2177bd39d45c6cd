import { once } from 'node:events';
import { get, request } from 'node:https';
import { connect } from 'node:tls';
import { expect, test } from '@jest/globals';
import { type StackUnderTest, until } from '@tpedm/testkit';

const JSON_TYPE = { 'content-type': 'application/json' };

/** Protocol that a TLS client of the given version and protocols ends up with. */
async function handshake(
  stack: StackUnderTest,
  options: { maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'; ALPNProtocols?: string[] },
) {
  const socket = connect({
    port: stack.httpsPort,
    servername: 'localhost',
    ca: await stack.ca(),
    minVersion: 'TLSv1',
    // TLS 1.1 is offered at all only below OpenSSL's usual security level
    ciphers: 'DEFAULT@SECLEVEL=0',
    ...options,
  });
  try {
    await once(socket, 'secureConnect');
    return { tls: socket.getProtocol(), application: socket.alpnProtocol };
  } finally {
    socket.destroy();
  }
}

/** What Nginx adds to dm-web. */
export function proxyTests(getStack: () => StackUnderTest): void {
  test('speaks TLS 1.2 and 1.3 and HTTP/2, and refuses TLS 1.1', async () => {
    const stack = getStack();
    expect(await handshake(stack, { maxVersion: 'TLSv1.3', ALPNProtocols: ['h2'] })).toEqual({
      tls: 'TLSv1.3',
      application: 'h2',
    });
    expect(await handshake(stack, { maxVersion: 'TLSv1.2' })).toMatchObject({ tls: 'TLSv1.2' });
    await expect(handshake(stack, { maxVersion: 'TLSv1.1' })).rejects.toThrow(/protocol/i);
  });

  test('sets each security header once', async () => {
    const stack = getStack();
    const { headers } = await stack.fetch(`${stack.url}/`);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('server')).toBe('nginx');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test.each(['/metrics', '/metrics/', '/health/live', '/health/ready', '/%6detrics', '/api/../metrics', '//health/ready'])(
    'hides %s from the world',
    async (path) => {
      const stack = getStack();
      const sent = get({ port: stack.httpsPort, host: 'localhost', path, ca: await stack.ca() });
      const [answer] = await once(sent, 'response');
      expect(answer.statusCode).toBe(404);
      answer.destroy();
    },
  );

  test('protects its own answers as dm-web does its', async () => {
    const stack = getStack();
    const { headers } = await stack.fetch(`${stack.url}/metrics`);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('refuses TRACE', async () => {
    const stack = getStack();
    const sent = request({ port: stack.httpsPort, host: 'localhost', path: '/', method: 'TRACE', ca: await stack.ca() }).end();
    const [answer] = await once(sent, 'response');
    expect(answer.statusCode).toBe(405);
    answer.destroy();
  });

  test('compresses and caches the console’s files', async () => {
    const stack = getStack();
    const page = await (await stack.fetch(`${stack.url}/`)).text();
    const script = /\/assets\/[^"]+\.js/.exec(page)?.[0];
    expect(script).toBeDefined();
    const { headers } = await stack.fetch(`${stack.url}${script}`, { headers: { 'accept-encoding': 'gzip' } });
    expect(headers.get('content-encoding')).toBe('gzip');
    expect(headers.get('cache-control')).toContain('immutable');
  });

  test('hands live events on as they come', async () => {
    const stack = getStack();
    const api = await stack.api();
    const sent = get({
      port: stack.httpsPort,
      host: 'localhost',
      path: '/api/v1/events',
      ca: await stack.ca(),
      headers: { authorization: `Bearer ${api.token}` },
    });
    const [stream] = await once(sent, 'response');
    let heard = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      heard += text;
    });
    stream.on('error', () => undefined);
    try {
      expect(stream.headers['content-type']).toMatch('text/event-stream');
      await api.register('gw-live');
      await until(() => heard.includes('gw-live'), { what: 'the new device is announced' });
    } finally {
      sent.destroy();
    }
  });

  test('refuses a body that is too large in the form of every other error', async () => {
    const stack = getStack();
    const answer = await stack.fetch(`${stack.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify({ username: 'x'.repeat(3_000_000) }),
    });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ error: { code: 'BODY_TOO_LARGE', requestId: expect.any(String) } });
  });

  test('notes the client’s real address, and tells its own, whatever the client claims', async () => {
    const stack = getStack();
    const api = await stack.api();
    const claims = {
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-host': 'evil.example.com',
      forwarded: 'host=evil.example.com',
    };
    const device = await api.request<{ connection: { host: string } }>('POST', '/devices', { clientid: 'gw-spoof' }, claims);
    expect(device.body.connection.host).toBe('localhost');
    const { body } = await api.request<{ items: { target: string; address: string }[] }>('GET', '/audit?limit=20');
    const entry = body.items.find(({ target }) => target === 'gw-spoof');
    expect(entry?.address).toMatch(/^(127\.|172\.|10\.|192\.168\.)/);
  });

  test('one request id leads through the logs of Nginx and dm-web', async () => {
    const stack = getStack();
    const answer = await stack.fetch(`${stack.url}/api/v1/auth/me`);
    const id = String(answer.headers.get('x-request-id'));
    const isIn = async (service: string) => (await stack.compose('logs', '--no-color', service)).includes(id);
    await until(() => isIn('nginx'), { what: 'the id is in the log of Nginx' });
    await until(() => isIn('dm-web'), { what: 'the id is in the log of dm-web' });
  });

  test('slows down who guesses passwords', async () => {
    const stack = getStack();
    const guess = () =>
      stack.fetch(`${stack.url}/api/v1/auth/login`, {
        method: 'POST',
        headers: { ...JSON_TYPE, origin: stack.url },
        body: JSON.stringify({ username: 'nobody', password: 'guess' }),
      });
    const statuses = (await Promise.all(Array.from({ length: 40 }, guess))).map(({ status }) => status);
    expect(statuses).toContain(429);
    expect(statuses.filter((status) => ![401, 429].includes(status))).toEqual([]);
  }, 60_000);
}
