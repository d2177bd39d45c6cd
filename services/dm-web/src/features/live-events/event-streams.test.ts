import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { closeServer, createLogger, createMetrics, errorHandler, Gauge, listen, requestId } from '@tpedm/platform';
import { until } from '@tpedm/testkit';
import express from 'express';
import { type EventReader, openEventReader } from '../../../test/event-reader.ts';
import { createEventStreams, type EventStreams } from './event-streams.ts';
import type { LiveHub, Watcher } from './live-hub.ts';

let watchers: Set<Watcher>;
let streams: EventStreams;
let url: string;
let isAllowed: () => Promise<boolean>;
let nextUserId: () => string;
let stop: () => Promise<void>;
const readers: EventReader[] = [];

const publish = (text: string): void => {
  for (const watcher of watchers) watcher({ changes: [], events: [], bytes: Buffer.from(text) });
};
const open = async (): Promise<EventReader> => {
  const reader = await openEventReader(url, {});
  readers.push(reader);
  await until(() => reader.lastEventId() === 'log-0', { what: 'the greeting has come' });
  return reader;
};

/** Streams over real HTTP behind a hub that does what the test says; intervals are the test's as well. */
beforeEach(async () => {
  jest.useFakeTimers({
    doNotFake: ['Date', 'setTimeout', 'clearTimeout', 'setImmediate', 'nextTick', 'queueMicrotask', 'performance'],
  });
  watchers = new Set();
  isAllowed = async () => true;
  nextUserId = () => '1';
  const hub: LiveHub = {
    notice: () => undefined,
    reset: () => undefined,
    since: () => null,
    lastEventId: () => 'log-0',
    stop: () => undefined,
    watch: (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
  const openStreams = new Gauge({ name: 'open_streams', help: 'of the test', registers: [createMetrics('test')] });
  const log = createLogger('test', 'error');
  log.error = () => undefined; // a refusal for want of room is an error of ours, and wanted here
  streams = createEventStreams({ hub, log, openStreams });
  const app = express().use(requestId);
  app.get('/', (_req, res) => {
    const reader = { userId: nextUserId(), isAllowed: () => isAllowed() };
    streams.open(res, { lastEventId: null, clientid: null, ...reader });
  });
  app.use(errorHandler(log));
  const server = createServer(app);
  url = `http://127.0.0.1:${await listen(server, { host: '127.0.0.1', port: 0 })}`;
  stop = () => closeServer(server, 0);
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  jest.useRealTimers();
  await stop();
});

test('gives a sign of life every fifteen seconds', async () => {
  const reader = await open();
  jest.advanceTimersByTime(14_999);
  publish('event: x\ndata: {}\n\n');
  await until(() => reader.events.length === 1, { what: 'the event has come' });
  expect(reader.comments).toEqual([]);
  jest.advanceTimersByTime(1);
  await until(() => reader.comments.length === 1, { what: 'the sign of life has come' });
});

test('ends a stream within seconds of its reader losing the right to it', async () => {
  const reader = await open();
  isAllowed = async () => false;
  jest.advanceTimersByTime(5_000);
  await until(() => !reader.isOpen(), { what: 'the stream ends' });
  await until(() => watchers.size === 0, { what: 'nobody watches any more' });
});

test('keeps a stream when it cannot be asked who reads it', async () => {
  const reader = await open();
  const asked = jest.fn();
  isAllowed = async () => {
    asked();
    throw new Error('the database is away');
  };
  jest.advanceTimersByTime(5_000);
  await until(() => asked.mock.calls.length > 0, { what: 'it was asked' });
  publish('event: x\ndata: {}\n\n');
  await until(() => reader.events.length === 1, { what: 'the event has come' });
});

test('stops watching when the reader goes', async () => {
  const reader = await open();
  reader.close();
  await until(() => watchers.size === 0, { what: 'nobody watches any more' });
});

test('cuts off a reader that does not read, and goes on for the others', async () => {
  const reader = await open();
  const { port } = new URL(url);
  const lazy = connect(Number(port), '127.0.0.1');
  lazy.on('error', () => undefined);
  lazy.pause();
  lazy.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => watchers.size === 2, { what: 'both watch' });
  const event = `event: x\ndata: "${'x'.repeat(100_000)}"\n\n`;
  let sent = 0;
  const untilCut = () => {
    if (reader.events.length === sent) {
      publish(event);
      sent += 1;
    }
    return watchers.size === 1;
  };
  await until(untilCut, { what: 'the lazy reader is cut off' });
  await until(() => reader.events.length === sent, { what: 'the other reader has everything' });
  lazy.destroy();
});

test('takes three hundred streams of one user, and leaves the rest to others', async () => {
  await Promise.all(Array.from({ length: 300 }, () => open()));
  const oneMore = await fetch(url);
  expect([oneMore.status, (await oneMore.json()).error.code]).toEqual([503, 'QUEUE_FULL']);
  nextUserId = () => '2';
  await open();
});

test('takes a thousand streams and no more', async () => {
  let opened = 0;
  nextUserId = () => {
    opened += 1;
    return String(opened % 5);
  };
  await Promise.all(Array.from({ length: 1_000 }, () => open()));
  const oneMore = await fetch(url);
  expect([oneMore.status, (await oneMore.json()).error.code]).toEqual([503, 'QUEUE_FULL']);
});
