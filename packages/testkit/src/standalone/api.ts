import type { Command, Device } from '@tpedm/domain';

/** Answer of the API: status and parsed body. */
export type Answer<T = Record<string, unknown>> = { status: number; body: T };

/** A client of the HTTP API that holds an administrator's token. */
export type Api = {
  token: string;
  request: <T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer<T>>;
  register: (clientid: string) => Promise<{ clientid: string; username: string; password: string }>;
  device: (clientid: string) => Promise<Device>;
  send: (clientid: string, command: Record<string, unknown>) => Promise<Command>;
  command: (id: string) => Promise<Command>;
};

type Administrator = { setupToken: string; username: string; password: string };

/**
 * Makes the first administrator, or signs in when there is one already, and gets a token.
 * @param fetcher does the requests; another than the global one trusts another authority
 */
export async function createApi(url: string, administrator: Administrator, fetcher: typeof fetch = fetch): Promise<Api> {
  const token = await createToken(url, administrator, fetcher);
  const request = async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetcher(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : null) as T };
  };
  const expectOk = async <T>(answer: Promise<Answer<T>>): Promise<T> => {
    const { status, body } = await answer;
    if (status >= 300) throw new Error(`The API answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  return {
    token,
    request,
    register: async (clientid) => {
      const { credentials } = await expectOk(
        request<{ credentials: { username: string; password: string } }>('POST', '/devices', { clientid }),
      );
      return { clientid, ...credentials };
    },
    device: (clientid) => expectOk(request<Device>('GET', `/devices/${clientid}`)),
    send: (clientid, command) => expectOk(request<Command>('POST', `/devices/${clientid}/commands`, command)),
    command: (id) => expectOk(request<Command>('GET', `/commands/${id}`)),
  };
}

async function createToken(
  url: string,
  { setupToken, username, password }: Administrator,
  fetcher: typeof fetch,
): Promise<string> {
  const headers = { 'content-type': 'application/json', origin: url };
  const post = (path: string, body: unknown, cookie = '') =>
    fetcher(`${url}/api/v1${path}`, { method: 'POST', headers: { ...headers, cookie }, body: JSON.stringify(body) });
  let session = await post('/auth/setup', { setupToken, username, password });
  if (session.status === 409) session = await post('/auth/login', { username, password });
  if (!session.ok) throw new Error(`Cannot sign in: ${session.status} ${await session.text()}`);
  const cookie = session.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  const answer = await post('/tokens', { name: 'tests' }, cookie);
  const { token } = (await answer.json()) as { token?: string };
  if (!token) throw new Error(`No token: ${answer.status}`);
  return token;
}
