import type { Logger } from '@tpedm/platform';
import axios, { type AxiosInstance, isAxiosError } from 'axios';
import { z } from 'zod';
import type { GatewayCredentials } from './credentials.ts';

const REQUEST_TIMEOUT_MS = 10_000;
const RETRY_MS = 1_000;
const MAX_TRIES = 60;

/** Marks devices that were registered by the simulator: of those only, it may change the secret. */
export const SIMULATED_TAG = 'simulated';

const answerSchema = z.object({ credentials: z.object({ username: z.string(), password: z.string() }) });
const deviceSchema = z.object({ tags: z.array(z.string()) });

/** The part of dm-web's REST API that gives a gateway its login. */
export type DeviceApi = {
  /** Registers a device, or gives a simulated one that exists already a new secret. */
  obtainCredentials: (clientid: string) => Promise<GatewayCredentials>;
};

export function createDeviceApi(options: { apiUrl: string; token: string; log: Logger; retryMs?: number }): DeviceApi {
  const http = axios.create({
    baseURL: `${options.apiUrl.replace(/\/$/, '')}/api/v1`,
    headers: { authorization: `Bearer ${options.token}` },
    timeout: REQUEST_TIMEOUT_MS,
    proxy: false,
  });
  const retry = { log: options.log, waitMs: options.retryMs ?? RETRY_MS };
  return {
    obtainCredentials: async (clientid) => {
      const { credentials } = await withRetries(retry, () => registerOrRotate(http, clientid));
      return { clientid, ...credentials };
    },
  };
}

async function registerOrRotate(http: AxiosInstance, clientid: string) {
  try {
    const body = { clientid, name: `Simulated ${clientid}`, tags: [SIMULATED_TAG] };
    return answerSchema.parse((await http.post('/devices', body)).data);
  } catch (error) {
    if (statusOf(error) !== 409) throw error;
    return rotate(http, clientid);
  }
}

async function rotate(http: AxiosInstance, clientid: string) {
  const { tags } = deviceSchema.parse((await http.get(`/devices/${clientid}`)).data);
  if (!tags.includes(SIMULATED_TAG)) {
    throw new Error(`Device ${clientid} exists and is not a simulated one; choose another prefix or tag it "${SIMULATED_TAG}"`);
  }
  return answerSchema.parse((await http.post(`/devices/${clientid}/credentials`, {})).data);
}

const statusOf = (error: unknown): number | undefined => (isAxiosError(error) ? error.response?.status : undefined);

/** The server is away, starting, or asks for patience. */
const isTemporary = (error: unknown): boolean => isAxiosError(error) && [undefined, 429, 502, 503, 504].includes(statusOf(error));

/** An error of axios holds the request with its token: only what is fit for a log goes on. */
const withoutSecrets = (error: unknown): unknown =>
  isAxiosError(error) ? new Error(`The API answered ${statusOf(error) ?? error.code ?? 'nothing'} (${error.message})`) : error;

async function withRetries<T>(retry: { log: Logger; waitMs: number }, request: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await request();
    } catch (error) {
      if (!isTemporary(error) || tries === MAX_TRIES) throw withoutSecrets(error);
      if (tries === 1) retry.log.warn('the API is not available, trying again', { error: withoutSecrets(error) });
      await new Promise((resolve) => setTimeout(resolve, retry.waitMs));
    }
  }
}
