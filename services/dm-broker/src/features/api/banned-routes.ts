import { z } from 'zod';
import { BAN_KINDS, type Ban, type Bans } from '../bans/bans.ts';
import type { MqttBroker } from '../mqtt/mqtt-broker.ts';
import { isConnected, type Session } from '../sessions/session.ts';
import type { SessionRegistry } from '../sessions/session-registry.ts';
import { sendJson } from './answers.ts';
import { alreadyExists, badRequest, notFound } from './api-fault.ts';
import type { Routes } from './routes.ts';
import { validateBody } from './validation.ts';

type Deps = { bans: Bans; sessions: SessionRegistry; broker: MqttBroker };

const instantSchema = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

const banSchema = z
  .strictObject({
    as: z.enum(BAN_KINDS, 'unable_to_convert_to_enum_symbol'),
    who: z.string().min(1),
    by: z.string().default('mgmt_api'),
    reason: z.string().default(''),
    at: instantSchema.optional(),
    until: z.union([z.literal('infinity'), instantSchema]).default('infinity'),
  })
  .refine(({ as, who }) => !as.endsWith('_re') || isPattern(who), { path: ['who'], message: 'bad regular expression' });

/** Bans are told to the second. */
const secondText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+00:00`;

const banJson = ({ as, who, by, reason, atMs, untilMs }: Ban) => ({
  as,
  at: secondText(atMs),
  by,
  reason,
  until: untilMs === null ? 'infinity' : secondText(untilMs),
  who,
});

function toBan({ as, who, by, reason, at, until }: z.infer<typeof banSchema>): Ban {
  const untilMs = until === 'infinity' ? null : until;
  if (untilMs !== null && untilMs <= Date.now()) throw badRequest('Cannot create expired banned');
  return { as, who, by, reason, atMs: at ?? Date.now(), untilMs };
}

/** A ban also cuts whoever is connected. */
function cutBanned({ bans, sessions, broker }: Deps): void {
  const isCut = (session: Session): boolean =>
    isConnected(session) &&
    bans.isBanned({ clientid: session.clientid, username: session.username ?? '', ip: session.address.ip });
  for (const { clientid } of [...sessions.all()].filter(isCut)) broker.kick(clientid);
}

/** `/banned`: who may not connect. */
export function bannedRoutes(deps: Deps): Routes {
  const { bans } = deps;
  return {
    '/banned': {
      get: (req, res) => {
        const wanted = req.query.clientid;
        const data = bans.all().filter(({ as, who }) => wanted === undefined || (as === 'clientid' && who === wanted));
        const isEmpty = data.length === 0;
        const meta = { count: data.length, ...(!isEmpty && { hasnext: false }), limit: 100, page: 1 };
        sendJson(res, { data: data.map(banJson), meta });
      },
      post: (req, res) => {
        const ban = toBan(validateBody(banSchema, req.body ?? {}));
        const known = bans.get(ban.as, ban.who);
        if (known) throw alreadyExists(JSON.stringify(banJson(known)));
        bans.add(ban);
        cutBanned(deps);
        sendJson(res, banJson(ban));
      },
    },
    '/banned/:as/:who': {
      delete: (req, res) => {
        const { as, who } = req.params;
        if (!bans.remove(String(as), String(who))) throw notFound(`${as}: ${who} not found`);
        res.status(204).end();
      },
    },
  };
}
