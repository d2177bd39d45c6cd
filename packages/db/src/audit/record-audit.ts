import type { AuditAction } from '@tpedm/domain';
import type { Database } from '../database.ts';

/** What was done to what, by whom. `detail` never holds a secret. */
export type AuditRecord = {
  /** Name of the person or program, as it was then. */
  actor: string;
  /** `user:ID`, `token:ID` or `system`. */
  actorId: string;
  action: AuditAction;
  target: string | null;
  detail?: Record<string, unknown>;
  address: string | null;
  requestId: string | null;
};

/** Writes one line of the audit log. Call it inside the transaction of the change, so that neither exists without the other. */
export async function recordAudit(db: Database, record: AuditRecord): Promise<void> {
  await db('audit_log').insert({
    actor: record.actor,
    actor_id: record.actorId,
    action: record.action,
    target: record.target,
    detail: record.detail ?? {},
    address: record.address,
    request_id: record.requestId,
  });
}
