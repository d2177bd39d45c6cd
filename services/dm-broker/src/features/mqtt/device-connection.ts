import { Duplex } from 'node:stream';
import { LIMITS } from '../../limits.ts';
import type { ConnectDetails, ConnectionAddress, Session, Traffic } from '../sessions/session.ts';
import { FrameScanner } from './frame-scanner.ts';
import { isUnknownProtocol } from './protocol-level.ts';
import { Rate } from './rate.ts';

/** CONNACK with a return code that refuses (MQTT 3.1.1, 3.2). */
const connack = (returnCode: number): Buffer => Buffer.from([0x20, 2, 0, returnCode]);
const UNACCEPTABLE_PROTOCOL = 1;

/** How long the last bytes for a device may take, milliseconds. */
const LAST_BYTES_MS = 1_000;

/** Closes once what was written (a refusal, an acknowledgement) is on its way. */
function closeSoon(source: Duplex): void {
  if (source.destroyed) return;
  const limit = setTimeout(() => source.destroy(), LAST_BYTES_MS);
  source.once('close', () => clearTimeout(limit));
  source.end(() => source.destroy());
}

/**
 * A device's byte stream on its way to the MQTT library: sees to the limits that must hold before a packet is read, and carries what
 * is known of the connection. Reading pauses while a device sends more messages or bytes a second than it may; nothing is lost.
 */
export class DeviceConnection extends Duplex {
  readonly address: ConnectionAddress;
  readonly traffic: Traffic = { receivedBytes: 0, sentBytes: 0 };
  /** As CONNECT gave it; empty when the broker shall choose one. */
  requestedClientid = '';
  /** Set when CONNECT was read. */
  details: ConnectDetails | null = null;
  /** Set when the device was let in. */
  session: Session | null = null;
  /** Why the broker ends the connection; null while it does not. */
  endReason: string | null = null;
  /** The end of this connection is told to nobody. */
  silent = false;
  readonly #source: Duplex;
  readonly #messages: Rate;
  readonly #bytes = new Rate(LIMITS.bytesPerSecond);
  readonly #scanner = new FrameScanner(LIMITS.packetBytes);
  #isFirstChunk = true;
  #pause: NodeJS.Timeout | undefined;

  constructor(source: Duplex, address: ConnectionAddress, messagesPerSecond: number) {
    super();
    this.#source = source;
    this.address = address;
    this.#messages = new Rate(messagesPerSecond);
    source.on('data', (chunk: Buffer) => this.#receive(chunk));
    source.on('end', () => this.push(null));
    source.on('error', (error) => this.destroy(error));
    source.on('close', () => {
      // after a proper end what was received is still to be read; aedes closes then
      if (!source.readableEnded) this.destroy();
    });
  }

  /** Sends a CONNACK that refuses, and closes. */
  refuse(returnCode: number): void {
    this.#source.write(connack(returnCode));
    this.destroy();
  }

  override _read(): void {
    if (!this.#pause) this.#source.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: () => void): void {
    this.#source.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#pause);
    closeSoon(this.#source);
    done(error);
  }

  #send(bytes: Buffer, done: (error?: Error | null) => void): void {
    this.traffic.sentBytes += bytes.length;
    this.#source.write(bytes, done);
  }

  #receive(chunk: Buffer): void {
    if (this.destroyed) return;
    this.traffic.receivedBytes += chunk.length;
    if (this.#isFirstChunk && isUnknownProtocol(chunk)) {
      this.refuse(UNACCEPTABLE_PROTOCOL);
      return;
    }
    this.#isFirstChunk = false;
    const { publishes, tooLarge } = this.#scanner.scan(chunk);
    if (tooLarge) {
      // EMQX tells nobody of this end when the device speaks MQTT 3.1.1
      this.silent = true;
      this.destroy();
      return;
    }
    this.#rest(Math.max(this.#messages.spend(publishes), this.#bytes.spend(chunk.length)));
    if (!this.push(chunk)) this.#source.pause();
  }

  #rest(waitMs: number): void {
    if (waitMs === 0) return;
    this.#source.pause();
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#resume(), waitMs);
  }

  #resume(): void {
    this.#pause = undefined;
    this.#source.resume();
  }
}
