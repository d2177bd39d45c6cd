import { expect, jest, test } from '@jest/globals';
import { apiUrl, createRequest } from './request.ts';

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const refused = (status: number, code: string) =>
  json(status, { error: { code, message: 'No', requestId: 'r-1', details: { field: 'name' } } });

/** An API whose session is expired until it is renewed. */
function expiringApi({ canRenew }: { canRenew: boolean }) {
  const calls: string[] = [];
  let isFresh = false;
  const onSessionEnd = jest.fn();
  const fetch = async (url: unknown, init?: RequestInit) => {
    calls.push(`${init?.method} ${url}`);
    if (url !== '/api/v1/auth/refresh') return isFresh ? json(200, { ok: true }) : refused(401, 'SESSION_EXPIRED');
    isFresh = canRenew;
    return canRenew ? json(200, {}) : refused(401, 'UNAUTHENTICATED');
  };
  return { ...createRequest({ fetch: fetch as typeof globalThis.fetch, onSessionEnd }), calls, onSessionEnd };
}

test('renews an expired session once for all requests that notice it, and repeats them', async () => {
  const { request, calls, onSessionEnd } = expiringApi({ canRenew: true });
  const answers = await Promise.all([request('GET', '/devices'), request('GET', '/commands')]);
  expect(answers).toEqual([{ ok: true }, { ok: true }]);
  expect(calls.filter((call) => call === 'POST /api/v1/auth/refresh')).toHaveLength(1);
  expect(onSessionEnd).not.toHaveBeenCalled();
});

test('tells when the session cannot be renewed, and repeats nothing', async () => {
  const { request, calls, onSessionEnd } = expiringApi({ canRenew: false });
  await expect(request('GET', '/devices')).rejects.toMatchObject({ code: 'SESSION_EXPIRED', status: 401 });
  expect(onSessionEnd).toHaveBeenCalledTimes(1);
  expect(calls).toEqual(['GET /api/v1/devices', 'POST /api/v1/auth/refresh']);
});

const requestAnswering = (answer: () => Promise<Response>) =>
  createRequest({ fetch: answer as typeof globalThis.fetch, onSessionEnd: jest.fn() }).request;

test('does not take a wrong password for an expired session', async () => {
  const fetch = jest.fn(async () => refused(401, 'INVALID_CREDENTIALS'));
  await expect(requestAnswering(fetch)('POST', '/auth/login', { body: {} })).rejects.toMatchObject({
    code: 'INVALID_CREDENTIALS',
  });
  expect(fetch).toHaveBeenCalledTimes(1);
});

test('gives the code, the details and the request id of a refusal', async () => {
  const request = requestAnswering(async () => refused(409, 'CLIENTID_TAKEN'));
  await expect(request('POST', '/devices', { body: {} })).rejects.toMatchObject({
    code: 'CLIENTID_TAKEN',
    status: 409,
    requestId: 'r-1',
    details: { field: 'name' },
  });
});

test('tells an answer that is not ours from no answer at all', async () => {
  const proxy = requestAnswering(async () => new Response('<html>Bad gateway</html>', { status: 502 }));
  await expect(proxy('GET', '/devices')).rejects.toMatchObject({ code: 'UNEXPECTED_ANSWER', status: 502 });
  const offline = requestAnswering(async () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(offline('GET', '/devices')).rejects.toMatchObject({ code: 'NETWORK', status: null });
});

test('leaves empty query items out and encodes the others', () => {
  expect(apiUrl('/devices', { search: 'a&b c', status: undefined, cursor: '', limit: 50 })).toBe(
    '/api/v1/devices?search=a%26b+c&limit=50',
  );
});
