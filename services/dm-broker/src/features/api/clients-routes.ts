import type { Request } from 'express';
import { z } from 'zod';
import { NODE_NAME } from '../../node-name.ts';
import type { MqttBroker } from '../mqtt/mqtt-broker.ts';
import type { Session } from '../sessions/session.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';
import { sendJson } from './answers.ts';
import { badRequest, clientidNotFound } from './api-fault.ts';
import { clientJson } from './client-json.ts';
import { cursorQuerySchema, filterSessions, pageQuerySchema, selectFields } from './clients-query.ts';
import type { Routes } from './routes.ts';
import { validateBody, validateQuery } from './validation.ts';

type Deps = { sessions: SessionRegistry; broker: MqttBroker };

const clientidsSchema = z.array(z.string());
const clientidOf = (req: Request): string => String(req.params.clientid);

function sessionOf({ sessions }: Deps, req: Request): Session {
  const session = sessions.get(clientidOf(req));
  if (!session) throw clientidNotFound();
  return session;
}

/** `/clients` and what is below it. */
export function clientsRoutes(deps: Deps): Routes {
  return {
    '/clients': { get: (req, res) => sendJson(res, listPage(deps.sessions, req)) },
    '/clients_v2': { get: (req, res) => sendJson(res, listFromCursor(deps.sessions, req)) },
    '/clients/kickout/bulk': {
      post: (req, res) => {
        for (const clientid of validateBody(clientidsSchema, req.body)) deps.broker.kick(clientid);
        res.status(204).end();
      },
    },
    '/clients/:clientid': {
      get: (req, res) => sendJson(res, clientJson(sessionOf(deps, req))),
      delete: (req, res) => {
        if (!deps.broker.kick(clientidOf(req))) throw clientidNotFound();
        res.status(204).end();
      },
    },
    '/clients/:clientid/subscriptions': { get: (req, res) => sendJson(res, subscriptionsJson(sessionOf(deps, req))) },
  };
}

function subscriptionsJson({ clientid, subscriptions }: Session): object[] {
  return [...subscriptions].map(([topic, qos]) => ({
    clientid,
    durable: false,
    nl: 0,
    node: NODE_NAME,
    qos,
    rap: 0,
    rh: 0,
    topic,
  }));
}

function listPage(sessions: SessionRegistry, req: Request): object {
  const { page, limit, fields, ...filter } = validateQuery(pageQuerySchema, req.query);
  const found = filterSessions(sessions.all(), { fields, ...filter });
  const start = (page - 1) * limit;
  const data = found.slice(start, start + limit).map((session) => selectFields(session, fields));
  return { data, meta: { count: found.length, hasnext: start + limit < found.length, limit, page } };
}

const CURSOR_PREFIX = 'after:';
const cursorOf = (clientid: string): string => Buffer.from(CURSOR_PREFIX + clientid).toString('base64url');

function clientidOfCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!text.startsWith(CURSOR_PREFIX)) throw badRequest('bad cursor');
  return text.slice(CURSOR_PREFIX.length);
}

const byClientid = (a: Session, b: Session): number => (a.clientid < b.clientid ? -1 : 1);

function listFromCursor(sessions: SessionRegistry, req: Request): object {
  const { cursor, limit, fields, ...filter } = validateQuery(cursorQuerySchema, req.query);
  const after = cursor === undefined ? null : clientidOfCursor(cursor);
  const found = filterSessions(sessions.all(), { fields, ...filter });
  const rest = found.filter(({ clientid }) => after === null || clientid > after).sort(byClientid);
  const page = rest.slice(0, limit);
  const last = rest.length > limit ? page.at(-1) : undefined;
  const meta = { count: page.length, ...(last && { cursor: cursorOf(last.clientid) }) };
  return { data: page.map((session) => selectFields(session, fields)), meta };
}
