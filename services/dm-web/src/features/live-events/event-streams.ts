import { AppError } from '@tpedm/domain';
import type { Gauge, Logger } from '@tpedm/platform';
import type { Response } from 'express';
import type { LiveBatch, LiveHub } from './live-hub.ts';

export type StreamOptions = {
  /** The id of the last event that the client saw, as it says. */
  lastEventId: string | null;
  /** Only events of this device. */
  clientid: string | null;
  /** Id of the user who opened the stream. */
  userId: string;
  /** Whether whoever opened the stream may still see it; asked again and again. */
  isAllowed: () => Promise<boolean>;
};

export type EventStreams = {
  /** Answers with events until the client goes. @throws AppError STOPPING, QUEUE_FULL */
  open: (res: Response, options: StreamOptions) => void;
  /** Ends all streams and takes no more. */
  stop: () => void;
};

const MAX_STREAMS = 1_000;
/** Of one user, in all of their tabs and programs: nobody takes the room of all the others. */
const MAX_STREAMS_OF_USER = 300;
const HEARTBEAT_MS = 15_000;
const CHECK_ACCESS_MS = 5_000;
/** How soon a browser comes back, milliseconds. */
const RECONNECT_MS = 1_000;
/** A client that lags this far behind is cut off; it comes back by itself and goes on where it was. */
const MAX_UNSENT_BYTES = 1_000_000;

/** To fetch again is cheaper than to catch up with more than this. */
const MAX_RESUMED_CHARACTERS = 500_000;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // Nginx would collect the events otherwise
  'x-accel-buffering': 'no',
};

/** The open streams of server-sent events of this process. */
export function createEventStreams(deps: { hub: LiveHub; log: Logger; openStreams: Gauge }): EventStreams {
  const { hub, log, openStreams } = deps;
  /** Who reads each stream. */
  const streams = new Map<Response, string>();
  let isStopped = false;

  const requireRoom = (userId: string): void => {
    if (isStopped) throw new AppError('STOPPING', 'This server is stopping; connect again in a moment');
    const ofUser = [...streams.values()].filter((reader) => reader === userId).length;
    if (streams.size < MAX_STREAMS && ofUser < MAX_STREAMS_OF_USER) return;
    throw new AppError('QUEUE_FULL', 'Too many live streams are open; close some and try again');
  };

  return {
    open: (res, options) => {
      requireRoom(options.userId);
      const send = (chunk: string | Buffer): void => {
        res.write(chunk);
        if (res.writableLength <= MAX_UNSENT_BYTES) return;
        log.info('live stream cut: its client is too slow', { unsentBytes: res.writableLength });
        res.destroy();
      };
      streams.set(res, options.userId);
      openStreams.set(streams.size);
      res.writeHead(200, HEADERS);
      send(greeting(hub, options));
      const unwatch = hub.watch((batch) => {
        const chunk = chunkFor(options.clientid, batch);
        if (chunk.length > 0) send(chunk);
      });
      const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS);
      const access = setInterval(() => void endUnlessAllowed(res, options, log), CHECK_ACCESS_MS);
      res.once('close', () => {
        unwatch();
        clearInterval(heartbeat);
        clearInterval(access);
        streams.delete(res);
        openStreams.set(streams.size);
      });
    },
    stop: () => {
      isStopped = true;
      for (const res of streams.keys()) res.end();
    },
  };
}

/**
 * An id without data is no event: it sets where the client resumes. With it comes what the client has missed, or the advice to
 * fetch again.
 */
function greeting(hub: LiveHub, { lastEventId, clientid }: StreamOptions): string {
  const position = `retry: ${RECONNECT_MS}\nid: ${hub.lastEventId()}\n\n`;
  if (lastEventId === null) return position;
  const missed = hub.since(lastEventId);
  const frames = missed && framesFor(clientid, missed);
  return frames === null || frames.length > MAX_RESUMED_CHARACTERS ? `${position}event: reset\ndata: {}\n\n` : frames + position;
}

const framesFor = (clientid: string | null, events: LiveBatch['events']): string =>
  events
    .filter((event) => clientid === null || event.clientid === null || event.clientid === clientid)
    .map(({ frame }) => frame)
    .join('');

const chunkFor = (clientid: string | null, { events, bytes }: LiveBatch): string | Buffer =>
  clientid === null ? bytes : framesFor(clientid, events);

/** A database that cannot be asked now is no reason to end the stream. */
async function endUnlessAllowed(res: Response, { isAllowed }: StreamOptions, log: Logger): Promise<void> {
  try {
    if (!(await isAllowed())) res.end();
  } catch (error) {
    log.warn('cannot check who reads a live stream', { error });
  }
}
