import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { buffer } from 'node:stream/consumers';

/** `fetch` that trusts the authority `ca` (PEM) and nobody else. */
export function createHttpsFetch(ca: string): typeof fetch {
  return async (input, init = {}) => {
    const sent = request(String(input), {
      ca,
      method: init.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init.headers)),
    });
    sent.end(init.body);
    const [received] = (await once(sent, 'response')) as [IncomingMessage];
    const body = await buffer(received);
    const headers = Object.entries(received.headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    );
    const status = received.statusCode ?? 0;
    return new Response([204, 304].includes(status) ? null : body, { status, headers });
  };
}
