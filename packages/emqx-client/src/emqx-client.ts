import { z } from 'zod';
import {
  type ActionMetrics,
  actionMetricsSchema,
  type BrokerClient,
  type BrokerStats,
  type BrokerStatus,
  type BrokerSubscription,
  brokerClientSchema,
  clientPageSchema,
  LISTED_FIELDS,
  type ListedClient,
  type PublishOutcome,
  publishAnswerSchema,
  statsSchema,
  statusSchema,
  subscriptionSchema,
} from './answers.ts';
import { createTransport, type EmqxConnection, readAnswer, type Transport } from './transport.ts';

export type { EmqxConnection } from './transport.ts';

/** A message to publish. The broker does not check it against the topic rules: the caller answers for the topic. */
export type Publication = { topic: string; payload: string; qos: 0 | 1 | 2 };

/**
 * The part of EMQX's REST API v5 that TPEDM uses. Every call rejects with AppError BROKER_UNAVAILABLE when the broker cannot be
 * reached, does not answer in time, refuses the key or says what we do not understand; no secret is in the error.
 */
export type EmqxClient = {
  /** null when the broker knows neither a connection nor a session of `clientid`. */
  getClient(clientid: string): Promise<BrokerClient | null>;
  /** All clients and offline sessions, page by page. Clients that come or go meanwhile may be missing. */
  listClients(options?: { pageSize?: number }): AsyncGenerator<ListedClient[], void, undefined>;
  /** null when the broker does not know `clientid`. */
  getSubscriptions(clientid: string): Promise<BrokerSubscription[] | null>;
  /** Cuts the connection and ends the session; false when there was none. */
  kick(clientid: string): Promise<boolean>;
  publish(publication: Publication): Promise<PublishOutcome>;
  /** Outcomes in the order of `publications`. One invalid topic refuses the whole list. */
  publishBulk(publications: readonly Publication[]): Promise<PublishOutcome[]>;
  getStatus(): Promise<BrokerStatus>;
  getStats(): Promise<BrokerStats>;
  /** Metrics of an HTTP action, zeros when there is none of this name. */
  getActionMetrics(actionName: string): Promise<ActionMetrics>;
};

const DEFAULT_PAGE_SIZE = 1_000;

export function createEmqxClient(connection: EmqxConnection): EmqxClient {
  const send = createTransport(connection);
  return { ...clientCalls(send), ...publishCalls(send), ...statusCalls(send) };
}

const clientPath = (clientid: string): string => `clients/${encodeURIComponent(clientid)}`;

function clientCalls(send: Transport): Pick<EmqxClient, 'getClient' | 'listClients' | 'getSubscriptions' | 'kick'> {
  return {
    getClient: async (clientid) => {
      const answer = await send({ method: 'GET', path: clientPath(clientid), answers: [200, 404] });
      return answer.status === 404 ? null : readAnswer(brokerClientSchema, answer);
    },
    listClients: (options) => listClients(send, options?.pageSize ?? DEFAULT_PAGE_SIZE),
    getSubscriptions: async (clientid) => {
      const answer = await send({ method: 'GET', path: `${clientPath(clientid)}/subscriptions`, answers: [200, 404] });
      return answer.status === 404 ? null : readAnswer(z.array(subscriptionSchema), answer);
    },
    kick: async (clientid) => {
      const answer = await send({ method: 'DELETE', path: clientPath(clientid), answers: [204, 404] });
      return answer.status === 204;
    },
  };
}

async function* listClients(send: Transport, pageSize: number): AsyncGenerator<ListedClient[], void, undefined> {
  const query = { limit: pageSize, fields: LISTED_FIELDS.join(',') };
  let cursor: string | undefined;
  do {
    const paged = cursor === undefined ? query : { ...query, cursor };
    const page = readAnswer(clientPageSchema, await send({ method: 'GET', path: 'clients_v2', query: paged, answers: [200] }));
    if (page.data.length > 0) yield page.data;
    cursor = page.meta.cursor;
  } while (cursor !== undefined);
}

function publishCalls(send: Transport): Pick<EmqxClient, 'publish' | 'publishBulk'> {
  return {
    publish: async (publication) => {
      const answer = await send({ method: 'POST', path: 'publish', body: publication, answers: [200, 202] });
      return readAnswer(publishAnswerSchema, answer);
    },
    publishBulk: async (publications) => {
      // EMQX answers 500 to an empty list
      if (publications.length === 0) return [];
      const answer = await send({ method: 'POST', path: 'publish/bulk', body: publications, answers: [200, 202] });
      return readAnswer(z.array(publishAnswerSchema).length(publications.length), answer);
    },
  };
}

function statusCalls(send: Transport): Pick<EmqxClient, 'getStatus' | 'getStats' | 'getActionMetrics'> {
  return {
    getStatus: async () =>
      readAnswer(statusSchema, await send({ method: 'GET', path: 'status', query: { format: 'json' }, answers: [200] })),
    getStats: async () =>
      readAnswer(statsSchema, await send({ method: 'GET', path: 'stats', query: { aggregate: 'true' }, answers: [200] })),
    getActionMetrics: async (actionName) => {
      const path = `actions/${encodeURIComponent(`http:${actionName}`)}/metrics`;
      return readAnswer(actionMetricsSchema, await send({ method: 'GET', path, answers: [200] }));
    },
  };
}
