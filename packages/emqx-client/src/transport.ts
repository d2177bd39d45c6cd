import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { AppError } from '@tpedm/domain';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import type { z } from 'zod';

/** Where the broker's management API is, and the key to it. */
export type EmqxConnection = {
  /** Without `/api/v5`, for example `http://emqx:18083`. */
  baseUrl: string;
  /** `key:secret` of an API key. */
  apiKey: string;
  timeoutMs: number;
};

export type Query = Record<string, string | number>;

/** One request to the management API. `answers` are the statuses that the caller understands; any other is trouble. */
export type EmqxRequest = {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  query?: Query;
  body?: unknown;
  answers: readonly number[];
};

export type Transport = (request: EmqxRequest) => Promise<AxiosResponse<unknown>>;

const MAX_CONNECTIONS = 16;

const UNREACHABLE = 'The MQTT broker cannot be reached; check that it runs and that its API address is right, then try again';
const TOO_SLOW = 'The MQTT broker did not answer in time; try again in a moment';
const REFUSED_KEY = 'The MQTT broker refused the API key; give the same key to the broker and to this service';
const NOT_UNDERSTOOD =
  'The MQTT broker gave an answer that this version does not understand; check its version and its API address';

/** Connections are kept open: a publish costs one round trip. */
export function createTransport({ baseUrl, apiKey, timeoutMs }: EmqxConnection): Transport {
  const separator = apiKey.indexOf(':');
  const options = { keepAlive: true, maxSockets: MAX_CONNECTIONS };
  const http: AxiosInstance = axios.create({
    baseURL: new URL('/api/v5/', baseUrl).href,
    auth: { username: apiKey.slice(0, separator), password: apiKey.slice(separator + 1) },
    timeout: timeoutMs,
    httpAgent: new HttpAgent(options),
    httpsAgent: new HttpsAgent(options),
    maxRedirects: 0,
    proxy: false,
    validateStatus: () => true,
  });
  return async ({ method, path, query, body, answers }) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await http.request<unknown>({ method, url: path, params: query, data: body, signal }).catch(throwUnavailable);
    if (answers.includes(answer.status)) return answer;
    throw unexpectedStatus(answer.status);
  };
}

/** Reads an answer by its schema. */
export function readAnswer<T extends z.ZodType>(schema: T, answer: AxiosResponse<unknown>): z.infer<T> {
  const parsed = schema.safeParse(answer.data);
  if (!parsed.success) throw new AppError('BROKER_UNAVAILABLE', NOT_UNDERSTOOD, undefined, { cause: parsed.error });
  return parsed.data;
}

/** Axios keeps the whole request, key included, in its errors: only its words and its code go on. */
function throwUnavailable(error: unknown): never {
  const { message, code } = error as Error & { code?: string };
  const tookTooLong = code === 'ECONNABORTED' || code === 'ETIMEDOUT' || code === 'ERR_CANCELED';
  const cause = Object.assign(new Error(message), { code });
  throw new AppError('BROKER_UNAVAILABLE', tookTooLong ? TOO_SLOW : UNREACHABLE, undefined, { cause });
}

function unexpectedStatus(status: number): AppError {
  const message = status === 401 ? REFUSED_KEY : status >= 500 ? UNREACHABLE : NOT_UNDERSTOOD;
  return new AppError(
    'BROKER_UNAVAILABLE',
    message,
    { brokerStatus: status },
    { cause: new Error(`the broker answered ${status}`) },
  );
}
