import {
  type Api,
  connectFakeGateway,
  type FakeGateway,
  type RegisteredDevice,
  type Responder,
  type StackUnderTest,
  until,
} from '@tpedm/testkit';

/** A gateway connected by MQTT over TLS that comes back by itself, as real ones do. */
export async function connectGateway(
  stack: Pick<StackUnderTest, 'ca' | 'mqttTlsPort'>,
  credentials: RegisteredDevice,
  respond?: Responder,
): Promise<FakeGateway> {
  return connectFakeGateway({
    url: `mqtts://localhost:${stack.mqttTlsPort}`,
    credentials,
    ...(respond && { respond }),
    mqtt: { ca: await stack.ca(), rejectUnauthorized: true, reconnectPeriod: 500, clean: true },
  });
}

export async function untilReady(api: Api, clientid: string): Promise<void> {
  const isReady = async () => (await api.device(clientid)).ready;
  await until(isReady, { what: `${clientid} is online and ready`, timeoutMs: 60_000 });
}

/** Sends one command and waits for the gateway's answer, through everything there is. */
export async function runCommand(api: Api, clientid: string): Promise<void> {
  const { id } = await api.send(clientid, { method: 'GET', path: '/device/time', timeoutSeconds: 60 });
  const isAnswered = async () => (await api.command(id)).state === 'succeeded';
  await until(isAnswered, { what: `command ${id} is answered`, timeoutMs: 70_000 });
}
