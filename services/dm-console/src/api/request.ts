import type { HttpMethod } from '@tpedm/domain';
import { ApiError, hasCode, readApiError } from './api-error.ts';

export const API_ROOT = '/api/v1';

export type QueryValue = string | number | boolean | null | undefined;
export type RequestOptions = { query?: Record<string, QueryValue>; body?: unknown; signal?: AbortSignal };
export type Request = <T>(method: HttpMethod, path: string, options?: RequestOptions) => Promise<T>;

/** Path below the API root with its query; empty values are left out. */
export function apiUrl(path: string, query: Record<string, QueryValue> = {}): string {
  const items = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  );
  return `${API_ROOT}${path}${items.length > 0 ? `?${new URLSearchParams(items)}` : ''}`;
}

type Dependencies = { fetch: typeof fetch; onSessionEnd: () => void };

/**
 * Makes the one way to call the API. An expired session is renewed once, by a single call however many requests notice it at the
 * same time, and the request repeated; when it cannot be renewed `onSessionEnd` is told. Throws ApiError.
 */
export function createRequest({ fetch, onSessionEnd }: Dependencies): { request: Request; renewSession: () => Promise<boolean> } {
  let renewal: Promise<boolean> | null = null;

  async function renew(): Promise<boolean> {
    const response = await fetch(apiUrl('/auth/refresh'), { method: 'POST' });
    if (response.status === 401) onSessionEnd();
    return response.ok;
  }

  function renewSession(): Promise<boolean> {
    renewal ??= renew()
      .catch(() => false)
      .finally(() => {
        renewal = null;
      });
    return renewal;
  }

  async function once<T>(method: HttpMethod, path: string, { query, body, signal }: RequestOptions): Promise<T> {
    const init: RequestInit = {
      method,
      ...(signal && { signal }),
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    };
    const response = await fetch(apiUrl(path, query), init).catch((cause: unknown) => {
      if (signal?.aborted) throw cause;
      throw new ApiError(
        'NETWORK',
        'The server cannot be reached. Check your connection; TPEDM may be restarting.',
        {},
        { cause },
      );
    });
    if (!response.ok) throw await readApiError(response);
    if (response.status === 204) return undefined as T;
    return (await response.json()) as T;
  }

  const request: Request = async (method, path, options = {}) => {
    try {
      return await once(method, path, options);
    } catch (error) {
      if (!hasCode(error, 'SESSION_EXPIRED', 'UNAUTHENTICATED') || !(await renewSession())) throw error;
      return await once(method, path, options);
    }
  };
  return { request, renewSession };
}
