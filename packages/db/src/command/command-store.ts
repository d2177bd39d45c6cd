import { AppError, type Command } from '@tpedm/domain';
import type { Database } from '../database.ts';
import { runPrepared } from '../prepared.ts';
import { BRIEF_COMMAND_COLUMNS, COMMAND_COLUMNS, type CommandRow, toCommand } from './command-row.ts';

const notFound = (id: string): AppError => new AppError('COMMAND_NOT_FOUND', `There is no command ${id}`, { id });

/** @throws AppError COMMAND_NOT_FOUND */
export async function getCommand(db: Database, id: string): Promise<Command> {
  const { rows } = await db.raw<{ rows: CommandRow[] }>(`SELECT ${COMMAND_COLUMNS} FROM dm_command WHERE id = ?`, [id]);
  const [row] = rows;
  if (!row) throw notFound(id);
  return toCommand(row);
}

/** The commands among `ids` that exist, without their long parts, in no particular order. */
export async function findCommands(db: Database, ids: readonly string[]): Promise<Command[]> {
  const sql = `SELECT ${BRIEF_COMMAND_COLUMNS} FROM dm_command WHERE id = ANY (?::bigint[])`;
  const rows = await runPrepared<CommandRow>(db, 'find_commands', sql, [[...ids]]);
  return rows.map(toCommand);
}

/**
 * Ends a command that has no end yet. An answer that comes all the same is kept as late.
 * @throws AppError COMMAND_NOT_FOUND, COMMAND_ALREADY_FINAL
 */
export async function cancelCommand(db: Database, id: string): Promise<Command> {
  const { rows } = await db.raw<{ rows: CommandRow[] }>(
    `UPDATE dm_command SET state = 'canceled', finished_at = now() WHERE id = ? AND state IN ('queued', 'sent')
     RETURNING ${COMMAND_COLUMNS}`,
    [id],
  );
  const [row] = rows;
  if (row) return toCommand(row);
  const { state } = await getCommand(db, id);
  throw new AppError('COMMAND_ALREADY_FINAL', `The command ${id} has ended already: ${state}`, { id, state });
}
