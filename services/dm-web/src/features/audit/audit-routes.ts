import { listAudit } from '@tpedm/db';
import { auditEntrySchema, auditListQuerySchema, pageSchema } from '@tpedm/domain';
import type { Deps } from '../../deps.ts';
import { type Route, route } from '../../http/route.ts';

export const auditRoutes = (deps: Deps): Route[] => [
  route({
    method: 'get',
    path: '/audit',
    access: 'audit:read',
    tag: 'Audit',
    summary: 'Read the audit log',
    description: 'Who changed what, and when; newest first. Nobody can change or delete a line of it.',
    query: auditListQuerySchema,
    responses: { 200: pageSchema(auditEntrySchema) },
    handler: ({ query }) => listAudit(deps.db, query),
  }),
];
