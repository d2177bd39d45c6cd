import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type HookEvent, hookEventSchema } from '@tpedm/emqx-client';
import { closeServer, listen } from '@tpedm/platform';
import { until } from '@tpedm/testkit';

/** One request of the broker, as it came. */
export type HookRequest = { method: string; url: string; headers: [string, string][]; text: string; event: HookEvent };

/** Status to answer with; `close` closes the connection instead, `hold` does not answer at all. */
export type HookAnswer = number | 'close' | 'hold';

/** Stands where dm-webhook stands: keeps every request and answers as the test wants it. */
export type HookSink = {
  port: number;
  requests: HookRequest[];
  /** Decides on the answer to each request; 204 unless told otherwise. */
  answer: (request: HookRequest) => HookAnswer;
  /** Events of one device so far, in order of arrival. */
  eventsOf: (clientid: string) => HookEvent[];
  /** Waits until a device has so many events of a kind, and returns them. */
  untilEvents: <K extends HookEvent['event']>(
    clientid: string,
    kind: K,
    count?: number,
  ) => Promise<Extract<HookEvent, { event: K }>[]>;
  /** Stops listening, as if the service were gone, and starts again on the same port. */
  pause: () => Promise<void>;
  resume: () => Promise<void>;
  stop: () => Promise<void>;
};

const headerPairs = ({ rawHeaders }: IncomingMessage): [string, string][] =>
  rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as [string, string]] : []));

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function respond(response: ServerResponse, answer: HookAnswer): void {
  if (answer === 'hold') return;
  if (answer === 'close') response.destroy();
  else response.writeHead(answer).end();
}

export async function startHookSink(port = 0): Promise<HookSink> {
  let server: Server;
  const start = async (): Promise<number> => {
    server = createServer(async (request, response) => {
      const text = await readText(request).catch(() => null);
      if (text === null) return;
      const { method = '', url = '' } = request;
      const seen = { method, url, headers: headerPairs(request), text, event: hookEventSchema.parse(JSON.parse(text)) };
      sink.requests.push(seen);
      respond(response, sink.answer(seen));
    });
    return listen(server, { host: '127.0.0.1', port: sink.port });
  };
  const pause = async (): Promise<void> => {
    server.closeAllConnections();
    await closeServer(server, 0);
  };
  const eventsOf: HookSink['eventsOf'] = (clientid) =>
    sink.requests.map(({ event }) => event).filter((event) => event.clientid === clientid);
  const sink: HookSink = {
    port,
    requests: [],
    answer: () => 204,
    eventsOf,
    untilEvents: <K extends HookEvent['event']>(clientid: string, kind: K, count = 1) =>
      until(
        () => {
          const events = eventsOf(clientid).filter((event): event is Extract<HookEvent, { event: K }> => event.event === kind);
          return events.length >= count ? events : null;
        },
        { what: `${count} ${kind} of ${clientid} at the hook` },
      ),
    pause,
    resume: async () => void (await start()),
    stop: pause,
  };
  sink.port = await start();
  return sink;
}
