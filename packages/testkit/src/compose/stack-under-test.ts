import { randomUUID } from 'node:crypto';
import { freePort } from '../process/free-port.ts';
import { type Api, createApi } from '../standalone/api.ts';
import { ADMINISTRATOR } from '../standalone/standalone-process.ts';
import type { Engine } from './engine.ts';
import { createHttpsFetch } from './https-fetch.ts';
import { run } from './run.ts';
import { createStack, type Stack } from './stack.ts';

/** The folder of docker-compose.yml. */
export const PROJECT_ROOT = new URL('../../../../', import.meta.url).pathname;

/** The production stack, up on this machine's engine, and the ways into it that the world has. */
export type StackUnderTest = Stack & {
  httpsPort: number;
  httpPort: number;
  mqttPort: number;
  mqttTlsPort: number;
  url: string;
  /** The authority that browsers and gateways are told to trust now. */
  ca: () => Promise<string>;
  fetch: typeof fetch;
  /** Signed in once as the first administrator, who is made then. */
  api: () => Promise<Api>;
  /** One of the operator's commands, `ops/tpedm ...`. */
  ops: (...words: string[]) => Promise<string>;
};

export async function createStackUnderTest(
  engine: Engine,
  { project, settings = {} }: { project?: string; settings?: Readonly<Record<string, string>> } = {},
): Promise<StackUnderTest> {
  const ports = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const [httpsPort = 0, httpPort = 0, mqttPort = 0, mqttTlsPort = 0] = ports;
  const stack = createStack({
    root: PROJECT_ROOT,
    compose: engine.compose,
    project: project ?? `tpedm-test-${randomUUID().slice(0, 8)}`,
    settings: {
      WEB_BIND: '127.0.0.1',
      MQTT_TLS_BIND: '127.0.0.1',
      HTTPS_PORT: String(httpsPort),
      HTTP_PORT: String(httpPort),
      MQTT_PORT: String(mqttPort),
      MQTT_TLS_PORT: String(mqttTlsPort),
      ...settings,
    },
  });
  const url = `https://localhost:${httpsPort}`;
  let authority: Promise<string> | undefined;
  const ops = async (...words: string[]) => {
    const printed = await run(`${PROJECT_ROOT}ops/tpedm`, words, { env: { ...stack.env, TPEDM_YES: '1' } });
    authority = undefined;
    return printed;
  };
  const ca = () => {
    authority ??= stack.execute('dm-web', 'cat', '/run/tpedm/dm-web/ca.crt');
    return authority;
  };
  const trustingFetch: typeof fetch = async (input, init) => createHttpsFetch(await ca())(input, init);
  const signIn = async () => createApi(url, { ...ADMINISTRATOR, setupToken: (await ops('setup-token')).trim() }, trustingFetch);
  let api: Promise<Api> | undefined;
  return {
    ...stack,
    httpsPort,
    httpPort,
    mqttPort,
    mqttTlsPort,
    url,
    ca,
    ops,
    fetch: trustingFetch,
    api: () => {
      api ??= signIn();
      return api;
    },
  };
}
