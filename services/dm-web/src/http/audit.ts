import { type Database, recordAudit } from '@tpedm/db';
import type { AuditAction } from '@tpedm/domain';
import type { Actor } from './route.ts';

/** Notes what `actor` did; `trx` is the transaction of the change itself. `detail` never holds a secret. */
export const audit = (
  trx: Database,
  actor: Actor,
  action: AuditAction,
  target: string | null,
  detail: Record<string, unknown> = {},
): Promise<void> =>
  recordAudit(trx, {
    actor: actor.name,
    actorId: actor.id,
    action,
    target,
    detail,
    address: actor.address,
    requestId: actor.requestId,
  });
