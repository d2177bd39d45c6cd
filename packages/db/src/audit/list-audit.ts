import type { AuditEntry, AuditListQuery, Page } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { decodeCursor } from '../paging/cursor.ts';
import { idPage, idPositionSchema } from '../paging/page.ts';

type AuditRow = {
  id: string;
  at: Date;
  actor: string;
  actor_id: string;
  action: string;
  target: string | null;
  detail: Record<string, unknown>;
  address: string | null;
  request_id: string | null;
};

const toEntry = (row: AuditRow): AuditEntry => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: row.actor,
  actorId: row.actor_id,
  action: row.action,
  target: row.target,
  detail: row.detail,
  address: row.address,
  requestId: row.request_id,
});

/** Newest first. */
export async function listAudit(db: Database, query: AuditListQuery): Promise<Page<AuditEntry>> {
  const { actor, action, target, limit, cursor } = query;
  const filter = { ...(actor && { actor }), ...(action && { action }), ...(target && { target }) };
  const rows = db<AuditRow>('audit_log')
    .where(filter)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (cursor !== undefined) rows.where('id', '<', ...decodeCursor(idPositionSchema, cursor));
  const [found, counted] = await Promise.all([rows, db('audit_log').where(filter).count({ total: '*' }).first()]);
  return idPage({ found, limit, total: counted?.total, toItem: toEntry });
}
