import { type AgentOptions, Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** An event as it is sent: again and again with the same id and the same bytes. */
export type OutgoingEvent = { id: string; name: string; clientid: string; body: Buffer; queuedAtMs: number };

/** `retry`: the hook wants it later or was not there. `refused`: any other answer, by which the event is lost, as with EMQX. */
export type Delivery = 'delivered' | 'refused' | 'retry';

export type HookRequest = { send: (event: OutgoingEvent) => Promise<Delivery>; close: () => void };

/** An answer that does not come within this time is given up and the event sent again, milliseconds. */
const ANSWER_LIMIT_MS = 60_000;

function deliveryOf(status: number): Delivery {
  if (status >= 200 && status < 300) return 'delivered';
  return status === 429 || status === 503 ? 'retry' : 'refused';
}

/** Sends events over connections that stay open. Headers are those of EMQX, in its order and nothing else. */
export function createHookRequest(options: { url: URL; token: string }): HookRequest {
  const { url, token } = options;
  const isTls = url.protocol === 'https:';
  const agentOptions: AgentOptions = { keepAlive: true, timeout: ANSWER_LIMIT_MS };
  const agent = isTls ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
  const request = isTls ? httpsRequest : httpRequest;
  const target = {
    agent,
    method: 'POST',
    hostname: url.hostname,
    port: url.port || (isTls ? 443 : 80),
    path: `${url.pathname}${url.search}`,
  };
  const headersOf = ({ id, name, body }: OutgoingEvent) => ({
    'content-length': body.length,
    host: url.host,
    'x-event': name,
    'x-event-id': id,
    'content-type': 'application/json',
    authorization: `Bearer ${token}`,
  });
  return {
    send: (event) =>
      new Promise((resolve) => {
        const sent = request({ ...target, headers: headersOf(event) });
        sent.removeHeader('connection');
        sent.on('response', (answer) => {
          answer.resume();
          const delivery = deliveryOf(answer.statusCode ?? 0);
          answer.on('close', () => resolve(delivery));
        });
        sent.on('timeout', () => sent.destroy());
        // refused, reset, closed without an answer: nothing says that the event was taken
        sent.on('error', () => resolve('retry'));
        sent.end(event.body);
      }),
    close: () => agent.destroy(),
  };
}
