import { cancelCommand, type Database, findCallCandidates, notifyLive, submitCommand } from '@tpedm/db';
import {
  AppError,
  type Command,
  type CommandRequest,
  commandRefusal,
  isDangerousCall,
  MAX_COMMAND_BODY_BYTES,
  may,
  normalizePath,
} from '@tpedm/domain';
import { audit } from '../../http/audit.ts';
import type { Actor } from '../../http/route.ts';

export type CommandService = {
  /** Queues a command, or gives the one that the same request has queued before. */
  send: (actor: Actor, clientid: string, request: CommandRequest, idempotencyKey: string | null) => Promise<Command>;
  cancel: (actor: Actor, id: string) => Promise<Command>;
};

/** Commands go into the outbox; dm-worker sends them. What is accepted is stored, audited and announced, or none of it. */
export function createCommandService(db: Database): CommandService {
  return {
    send: async (actor, clientid, request, idempotencyKey) => {
      requireInvocable(request);
      await requireMayCall(db, actor, request);
      const { id: requesterId, name: requestedBy, address, requestId } = actor;
      return await submitCommand(db, { ...request, clientid, requestedBy, requesterId, idempotencyKey, address, requestId });
    },
    cancel: (actor, id) =>
      db.transaction(async (trx) => {
        const command = await cancelCommand(trx, id);
        await audit(trx, actor, 'command.cancel', command.clientid, { id, method: command.method, path: command.path });
        await notifyLive(trx, 'command.updated', [id]);
        return command;
      }),
  };
}

function requireInvocable(request: CommandRequest): void {
  const reason = commandRefusal(request);
  if (reason !== null) throw new AppError('COMMAND_NOT_INVOCABLE', `Not sent: ${reason}`, { field: 'path', reason });
  const sizeBytes = request.body === undefined ? 0 : Buffer.byteLength(JSON.stringify(request.body));
  if (sizeBytes <= MAX_COMMAND_BODY_BYTES) return;
  throw new AppError('BODY_TOO_LARGE', `body: is ${sizeBytes} bytes of JSON; ${MAX_COMMAND_BODY_BYTES} fit into an MQTT packet`, {
    field: 'body',
    limitBytes: MAX_COMMAND_BODY_BYTES,
  });
}

async function requireMayCall(db: Database, actor: Actor, request: CommandRequest): Promise<void> {
  if (may(actor.role, 'command:send-dangerous')) return;
  const { method } = request;
  const entries = await findCallCandidates(db, { method, path: normalizePath(request.path) });
  if (!isDangerousCall(request, entries)) return;
  throw new AppError('FORBIDDEN', `${method} ${request.path} can do harm; it needs the permission command:send-dangerous`, {
    permission: 'command:send-dangerous',
    role: actor.role,
  });
}
