import {
  AppError,
  type Command,
  type CommandRequest,
  LIVE_CHANNEL,
  type LiveEventType,
  WORK_CHANNEL,
  type WorkNotice,
} from '@tpedm/domain';
import type { Database } from '../database.ts';
import { violatedConstraint } from '../database-error.ts';
import { deviceNotFound } from '../device/device-store.ts';
import { runPrepared } from '../prepared.ts';
import { COMMAND_COLUMNS, type CommandRow, toCommand } from './command-row.ts';

/** Commands of one device that may wait for their end at the same time. */
export const MAX_OPEN_COMMANDS = 100;

/**
 * `requesterId` is `user:ID` or `token:ID`: the scope in which `idempotencyKey` means one command. `address` and `requestId` are
 * those of the request, for the audit log.
 */
export type NewCommand = CommandRequest & {
  clientid: string;
  requestedBy: string;
  requesterId: string;
  idempotencyKey: string | null;
  address: string;
  requestId: string;
};

const LIVE_TYPE: LiveEventType = 'command.updated';
const WORK_NOTICE: WorkNotice = 'commands';

/**
 * Is the device there, enabled, and not flooded? Then the command is queued, audited and announced, together or not at all. All of
 * it is one statement, since this is the busiest change: as a transaction of six it took six round trips.
 */
const INSERT_SQL = `
  WITH device AS (
    SELECT clientid, enabled,
      (SELECT count(*) FROM dm_command WHERE clientid = :clientid AND state IN ('queued', 'sent')) AS open_commands
    FROM mqtt_user WHERE clientid = :clientid
  ), inserted AS (
    INSERT INTO dm_command (clientid, method, path, body, expires_at, requested_by, requester_id, idempotency_key)
    SELECT clientid, :method, :path, :body::jsonb, now() + make_interval(secs => :timeoutSeconds), :requestedBy, :requesterId,
           :idempotencyKey
    FROM device WHERE enabled AND open_commands < ${MAX_OPEN_COMMANDS}
    ON CONFLICT (requester_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
    RETURNING ${COMMAND_COLUMNS}
  ), audited AS (
    INSERT INTO audit_log (actor, actor_id, action, target, detail, address, request_id)
    SELECT :requestedBy, :requesterId, 'command.send', clientid,
           jsonb_build_object('id', id::text, 'method', method, 'path', path), :address, :requestId
    FROM inserted
  ), announced AS (
    SELECT pg_notify('${WORK_CHANNEL}', '${WORK_NOTICE}'),
      pg_notify('${LIVE_CHANNEL}', json_build_object('type', '${LIVE_TYPE}', 'keys', json_build_array(id::text))::text)
    FROM inserted
  )
  SELECT device.enabled, device.open_commands::int, inserted.*
  FROM device LEFT JOIN inserted ON inserted.clientid = device.clientid LEFT JOIN announced ON true`;

/** now() is the same for both columns of one transaction, so their difference is exactly the time-out that was asked for. */
const FIND_REPEATED_SQL = `
  SELECT ${COMMAND_COLUMNS},
    clientid = :clientid AND method = :method AND path = :path AND body IS NOT DISTINCT FROM :body::jsonb
      AND expires_at - created_at = make_interval(secs => :timeoutSeconds) AS is_same
  FROM dm_command WHERE requester_id = :requesterId AND idempotency_key = :idempotencyKey`;

type InsertedRow = CommandRow & { enabled: boolean; open_commands: number };

const bindingsOf = ({ body, ...command }: NewCommand) => ({ ...command, body: body === undefined ? null : JSON.stringify(body) });

/**
 * Queues a command, or gives the one that the same request with the same idempotency key has queued before.
 * @throws AppError DEVICE_NOT_FOUND, DEVICE_DISABLED, TOO_MANY_COMMANDS, IDEMPOTENCY_KEY_REUSED
 */
export async function submitCommand(db: Database, command: NewCommand): Promise<Command> {
  const queued = (await findRepeated(db, command)) ?? (await insertCommand(db, command)) ?? (await findRepeated(db, command));
  if (!queued) throw new Error('a command conflicts with one that does not exist');
  return queued;
}

async function findRepeated(db: Database, command: NewCommand): Promise<Command | null> {
  if (command.idempotencyKey === null) return null;
  const { rows } = await db.raw<{ rows: (CommandRow & { is_same: boolean })[] }>(FIND_REPEATED_SQL, bindingsOf(command));
  const [row] = rows;
  if (!row) return null;
  if (row.is_same) return toCommand(row);
  throw new AppError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key belongs to another command; give each command its own', {
    commandId: row.id,
  });
}

/** Null when another request with the same idempotency key was faster. */
async function insertCommand(db: Database, command: NewCommand): Promise<Command | null> {
  const { clientid } = command;
  const [row] = await insertRow(db, command);
  if (!row) throw deviceNotFound(clientid);
  if (!row.enabled) {
    throw new AppError('DEVICE_DISABLED', `The device ${clientid} is disabled and takes no commands; enable it first`, {
      clientid,
    });
  }
  if (row.open_commands >= MAX_OPEN_COMMANDS) {
    const message = `The device ${clientid} has ${row.open_commands} commands under way; wait for some to end, or cancel them`;
    throw new AppError('TOO_MANY_COMMANDS', message, { clientid, limit: MAX_OPEN_COMMANDS });
  }
  return row.id === null ? null : toCommand(row);
}

async function insertRow(db: Database, command: NewCommand): Promise<InsertedRow[]> {
  try {
    return await runPrepared<InsertedRow>(db, 'submit_command', INSERT_SQL, bindingsOf(command));
  } catch (error) {
    // deleted while the statement ran
    if (violatedConstraint(error) === 'dm_command_clientid_fkey') throw deviceNotFound(command.clientid);
    throw error;
  }
}
