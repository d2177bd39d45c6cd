import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { until } from '@tpedm/testkit';
import { generate, type IConnackPacket, type IConnectPacket, type Packet, parser } from 'mqtt-packet';

/** What became of a CONNECT: its answer, or `closed` when the broker closed without one. */
export type ConnectOutcome = { code: number; sessionPresent: boolean } | 'closed';

export type ConnectOptions = Partial<Omit<IConnectPacket, 'cmd'>> & { clientId: string };

/** An MQTT client that speaks in packets, so that a test sees exactly what the broker says. Acknowledges what it is sent. */
export class MqttDevice {
  readonly socket: Socket;
  /** Our end, as the broker should name it. */
  readonly peername: string;
  readonly received: Packet[] = [];
  /** Publishes are acknowledged; switch it off to leave them in flight. */
  acknowledges = true;
  #closed = false;
  #messageId = 0;
  readonly #version: 4 | 5;

  constructor(socket: Socket, version: 4 | 5 = 4) {
    this.socket = socket;
    this.peername = `${socket.localAddress}:${socket.localPort}`;
    this.#version = version;
    const packets = parser({ protocolVersion: version });
    packets.on('packet', (packet) => this.#receive(packet));
    packets.on('error', () => socket.destroy());
    socket.on('data', (chunk) => packets.parse(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#closed = true;
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  send(packet: Packet): void {
    this.socket.write(generate(packet, { protocolVersion: this.#version }));
  }

  async connect(options: ConnectOptions): Promise<ConnectOutcome> {
    const defaults = { protocolId: 'MQTT', protocolVersion: this.#version, clean: true, keepalive: 60 } as const;
    this.send({ cmd: 'connect', ...defaults, ...options });
    return this.connectOutcome();
  }

  async connectOutcome(): Promise<ConnectOutcome> {
    const packet = await until(() => this.find('connack') ?? (this.closed ? 'closed' : undefined), {
      what: 'CONNECT is answered',
    });
    if (packet === 'closed') return packet;
    const { returnCode, reasonCode, sessionPresent } = packet as IConnackPacket;
    return { code: returnCode ?? reasonCode ?? -1, sessionPresent };
  }

  /** The granted QoS of each filter, or the code by which it was refused; `closed` when the broker closed instead. */
  async subscribe(...topics: string[]): Promise<number[] | 'closed'> {
    const messageId = this.nextMessageId();
    const subscriptions = topics.map((topic) => ({ topic, qos: 1 as const }));
    this.send({ cmd: 'subscribe', messageId, subscriptions });
    const isSuback = (packet: Packet) => packet.cmd === 'suback' && packet.messageId === messageId;
    const answer = await until(() => this.received.find(isSuback) ?? (this.closed ? 'closed' : undefined), { what: 'SUBACK' });
    return answer === 'closed' ? answer : (answer as { granted: number[] }).granted;
  }

  /** Sends a PUBLISH and waits for its acknowledgement, when the QoS has one. */
  async publish(
    topic: string,
    payload: string | Buffer,
    options: { qos?: 0 | 1 | 2; retain?: boolean; dup?: boolean } = {},
  ): Promise<Packet | 'closed' | null> {
    const { qos = 1, retain = false, dup = false } = options;
    const messageId = this.nextMessageId();
    this.send({ cmd: 'publish', topic, payload, qos, retain, dup, ...(qos > 0 && { messageId }) });
    if (qos === 0) return null;
    const wanted = qos === 1 ? 'puback' : 'pubrec';
    const isAnswer = (packet: Packet) => packet.cmd === wanted && packet.messageId === messageId;
    return until(() => this.received.find(isAnswer) ?? (this.closed ? 'closed' : undefined), { what: `${wanted} for ${topic}` });
  }

  /** Payloads of the messages received so far, as text, in order. */
  payloads(): string[] {
    return this.received.flatMap((packet) => (packet.cmd === 'publish' ? [String(packet.payload)] : []));
  }

  find(cmd: Packet['cmd']): Packet | undefined {
    return this.received.find((packet) => packet.cmd === cmd);
  }

  /** Answers a PINGREQ: everything sent before it has been dealt with. */
  async ping(): Promise<void> {
    const before = this.received.filter(({ cmd }) => cmd === 'pingresp').length;
    this.send({ cmd: 'pingreq' });
    await until(() => this.received.filter(({ cmd }) => cmd === 'pingresp').length > before, { what: 'PINGRESP' });
  }

  async disconnect(): Promise<void> {
    this.send({ cmd: 'disconnect' });
    await this.untilClosed();
  }

  async untilClosed(): Promise<void> {
    await until(() => this.closed, { what: 'the broker closes the connection' });
  }

  destroy(): void {
    this.socket.destroy();
  }

  nextMessageId(): number {
    this.#messageId += 1;
    return this.#messageId;
  }

  #receive(packet: Packet): void {
    this.received.push(packet);
    if (packet.cmd !== 'publish' || !this.acknowledges || packet.messageId === undefined) return;
    if (packet.qos === 1) this.send({ cmd: 'puback', messageId: packet.messageId });
  }
}

/** Opens a TCP connection to the broker. */
export async function openDevice(mqttUrl: string, version: 4 | 5 = 4): Promise<MqttDevice> {
  const { hostname, port } = new URL(mqttUrl);
  const socket = connectTcp({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  return new MqttDevice(socket, version);
}
