import type { Target } from './target.ts';

export type ApiAnswer = { status: number; headers: Headers; text: string; body: unknown };

export type ApiOptions = { authorization?: string | null; contentType?: string | null };

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Calls the broker's REST API below `/api/v5` with the key of the suite; a text is sent as it is. */
export async function callApi(
  { apiUrl, apiKey }: Pick<Target, 'apiUrl' | 'apiKey'>,
  method: string,
  path: string,
  body?: unknown,
  options: ApiOptions = {},
): Promise<ApiAnswer> {
  const { authorization = `Basic ${Buffer.from(apiKey).toString('base64')}`, contentType = 'application/json' } = options;
  const headers = new Headers();
  if (authorization !== null) headers.set('authorization', authorization);
  if (body !== undefined && contentType !== null) headers.set('content-type', contentType);
  // a text of its own type would get one from fetch
  const bytes = body === undefined ? null : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const answer = await fetch(`${apiUrl}/api/v5${path}`, { method, headers, body: bytes });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, body: parse(text) };
}
