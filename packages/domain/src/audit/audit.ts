import { z } from 'zod';
import { pageQuerySchema } from '../paging.ts';

/** One line of the audit log: who did what to what. `actorId` is `user:ID`, `token:ID` or `system`; `action` is `thing.verb`. */
export const auditEntrySchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    actor: z.string(),
    actorId: z.string(),
    action: z.string(),
    target: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
    address: z.string().nullable(),
    requestId: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Filters match the whole value. */
export const auditListQuerySchema = pageQuerySchema.extend({
  actor: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  target: z.string().max(200).optional(),
});
export type AuditListQuery = z.infer<typeof auditListQuerySchema>;
