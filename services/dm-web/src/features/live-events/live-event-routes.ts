import { clientidSchema } from '@tpedm/domain';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import { type Route, route } from '../../http/route.ts';

export const liveEventRoutes = ({ eventStreams, authenticator }: Deps): Route[] => [
  route({
    method: 'get',
    path: '/events',
    access: 'event:read',
    tag: 'Live events',
    summary: 'Follow what happens, as server-sent events',
    description:
      'Types: device.created, device.updated, device.presence, device.profile ({clientid, device}), device.deleted ' +
      '({clientid}), command.updated ({id, clientid, command}; command is left out when it is long) and reset: events were ' +
      'missed, fetch again. Send Last-Event-ID to resume. A comment comes every 15 seconds.',
    query: z.object({ clientid: clientidSchema.optional() }),
    responses: { 200: z.string().meta({ contentMediaType: 'text/event-stream' }) },
    errors: ['QUEUE_FULL', 'STOPPING'],
    handler: async ({ query, actor, req, res }) =>
      eventStreams.open(res, {
        lastEventId: req.get('last-event-id') ?? null,
        clientid: query.clientid ?? null,
        userId: actor.userId,
        isAllowed: () => authenticator.isStillSignedIn(actor),
      }),
  }),
];
