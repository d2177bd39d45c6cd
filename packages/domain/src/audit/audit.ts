import { z } from 'zod';
import { instantInputSchema } from '../instant.ts';
import { pageQuerySchema } from '../paging.ts';

/** Everything that is audited, `thing.verb`. Lines of older versions may have others. */
export const AUDIT_ACTIONS = [
  'category.create',
  'category.delete',
  'command.cancel',
  'command.send',
  'device.create',
  'device.credentials',
  'device.delete',
  'device.disable',
  'device.enable',
  'device.import',
  'device.update',
  'operation.create',
  'operation.delete',
  'operation.import',
  'operation.update',
  'session.begin',
  'session.end',
  'session.end-others',
  'session.end-reused',
  'token.create',
  'token.delete',
  'user.change-password',
  'user.create',
  'user.create-first',
  'user.delete',
  'user.end-sessions',
  'user.update',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** One line of the audit log: who did what to what. `actorId` is `user:ID`, `token:ID` or `system`; `action` one of `AUDIT_ACTIONS`. */
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

export const auditListQuerySchema = pageQuerySchema
  .extend({
    actor: z.string().max(200).optional().meta({ description: 'Whole name of who did it' }),
    action: z.string().max(100).optional().meta({ description: 'For example `device.disable`' }),
    target: z.string().max(200).optional().meta({ description: 'Whole name of what it was done to, for example a client id' }),
    from: instantInputSchema.optional().meta({ description: 'Entries of this instant (UTC) and later' }),
    to: instantInputSchema.optional().meta({ description: 'Entries before this instant (UTC)' }),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to), {
    path: ['to'],
    message: 'must be later than from',
  });
export type AuditListQuery = z.infer<typeof auditListQuerySchema>;
