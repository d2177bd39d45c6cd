import { z } from 'zod';
import { isConnected, type Session } from '../sessions/session.ts';
import { invalidParameter } from './api-fault.ts';
import { clientJson } from './client-json.ts';

const MAX_LIMIT = 10_000;

const severalSchema = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** What both client lists take; parameters that are not known are not minded. */
const filterShape = {
  limit: z.coerce.number().int().min(1, '1..10000').max(MAX_LIMIT, '1..10000').default(100),
  fields: z.string().default('all'),
  clientid: severalSchema.optional(),
  username: severalSchema.optional(),
  like_clientid: z.string().optional(),
  like_username: z.string().optional(),
  ip_address: z.string().optional(),
  conn_state: z.enum(['connected', 'disconnected', 'idle'], 'unable_to_convert_to_enum_symbol').optional(),
  gte_connected_at: z.coerce.number().optional(),
  lte_connected_at: z.coerce.number().optional(),
};

export const pageQuerySchema = z.object({ ...filterShape, page: z.coerce.number().int().min(1, 'pos_integer()').default(1) });
export const cursorQuerySchema = z.object({ ...filterShape, cursor: z.string().optional() });
type Filter = Omit<z.infer<typeof cursorQuerySchema>, 'limit' | 'cursor'>;

const IP = /^[0-9.]+$|^[0-9a-f:]+$/i;

function isWanted(session: Session, filter: Filter): boolean {
  const username = session.username ?? '';
  const state = isConnected(session) ? 'connected' : 'disconnected';
  return (
    (filter.clientid?.includes(session.clientid) ?? true) &&
    (filter.username?.includes(username) ?? true) &&
    session.clientid.includes(filter.like_clientid ?? '') &&
    username.includes(filter.like_username ?? '') &&
    (filter.ip_address ?? session.address.ip) === session.address.ip &&
    (filter.conn_state ?? state) === state &&
    session.connectedAtMs >= (filter.gte_connected_at ?? 0) &&
    session.connectedAtMs <= (filter.lte_connected_at ?? Number.POSITIVE_INFINITY)
  );
}

export function filterSessions(sessions: Iterable<Session>, filter: Filter): Session[] {
  const { ip_address: ip } = filter;
  if (ip !== undefined && (!IP.test(ip) || /^[0-9.]+:\d+$/.test(ip))) {
    throw invalidParameter(`the ip_address parameter expected type is ip, but the value is ${ip}`);
  }
  return [...sessions].filter((session) => isWanted(session, filter));
}

/** The JSON of a session, cut down to the wanted fields. */
export function selectFields(session: Session, fields: string): Record<string, unknown> {
  const all = clientJson(session);
  if (fields === 'all') return all;
  const wanted = fields.split(',');
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}
