import type { Client } from 'aedes';
import { connectionOf } from './session-aedes.ts';

/** An error by which we end a connection, with EMQX's word for it. */
export class ProtocolFault extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** What aedes 1.2.0 says when it ends a connection, and EMQX's word for the same. */
const REASON_BY_WORDS: readonly (readonly [RegExp, string])[] = [
  [/keep alive timeout/, 'keepalive_timeout'],
  [/Invalid protocol$/, 'protocol_error'],
  [/PUBLISH|too many levels/, 'topic_name_invalid'],
  [/SUBSCRIBE/, 'topic_filter_invalid'],
  [/drain timeout|connection closed|Premature close/, 'tcp_closed'],
];

/** EMQX's reason for an error of a connection; null when it only means that the other side is gone. */
export function reasonOfError(error: Error & { code?: unknown }): string | null {
  if (error instanceof ProtocolFault) return error.reason;
  if (typeof error.code === 'string') return null;
  const known = REASON_BY_WORDS.find(([words]) => words.test(error.message));
  return known ? known[1] : 'bad_frame_header';
}

/** Why a session ended, in EMQX's words. */
export function endReasonOf(client: Client): string {
  const { endReason, address } = connectionOf(client);
  if (endReason) return endReason;
  if (client._disconnected) return 'normal';
  return address.listener === 'ssl' ? 'ssl_closed' : 'tcp_closed';
}
