import type { Command, CommandState, HttpMethod } from '@tpedm/domain';

/** In lists and live events a longer body or answer is left out, so that a page of 200 commands cannot weigh 200 MB. */
const LONG_BYTES = 32_000;

const COLUMNS =
  'id, clientid, method, path, state, status_code, error, created_at, sent_at, finished_at, expires_at, requested_by';

/** The whole command. */
export const COMMAND_COLUMNS = `${COLUMNS}, body, response, late_response`;

const isLong = (column: string): string => `octet_length(${column}::text) > ${LONG_BYTES}`;
const unlessLong = (column: string): string => `CASE WHEN NOT ${isLong(column)} THEN ${column} END AS ${column}`;

/** The command without its long parts, whose names are in `omitted`. */
export const BRIEF_COMMAND_COLUMNS = `
  ${COLUMNS}, ${unlessLong('body')}, ${unlessLong('response')}, ${unlessLong('late_response')},
  array_remove(ARRAY[CASE WHEN ${isLong('body')} THEN 'body' END, CASE WHEN ${isLong('response')} THEN 'response' END,
    CASE WHEN ${isLong('late_response')} THEN 'lateResponse' END], NULL) AS omitted`;

export type CommandRow = {
  id: string;
  clientid: string;
  method: HttpMethod;
  path: string;
  body: unknown;
  state: CommandState;
  status_code: number | null;
  response: unknown;
  error: string | null;
  late_response: unknown;
  created_at: Date;
  sent_at: Date | null;
  finished_at: Date | null;
  expires_at: Date;
  requested_by: string;
  omitted?: NonNullable<Command['omitted']>;
};

export const toCommand = (row: CommandRow): Command => ({
  id: row.id,
  clientid: row.clientid,
  method: row.method,
  path: row.path,
  body: row.body,
  state: row.state,
  statusCode: row.status_code,
  response: row.response,
  error: row.error,
  lateResponse: row.late_response,
  createdAt: row.created_at.toISOString(),
  sentAt: row.sent_at?.toISOString() ?? null,
  finishedAt: row.finished_at?.toISOString() ?? null,
  expiresAt: row.expires_at.toISOString(),
  requestedBy: row.requested_by,
  ...(row.omitted && row.omitted.length > 0 && { omitted: row.omitted }),
});
