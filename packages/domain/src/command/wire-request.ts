/** Body published on a device's input topic. */
export type WireRequest = {
  path: string;
  method: string;
  headers: [{ 'request-expired-time': string }, { 'request-id': string }];
  requestBody: unknown;
};

/** UTC, `YYYY-MM-DD HH:MM:SS`: no `T`, no zone, no fraction (ThingsPro Edge remote API). */
export const formatExpiry = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ');

/**
 * The request as ThingsPro Edge wants it: headers are a list of one-key objects, the id an integer in a string.
 * A missing body is sent as `{}`, which every known version takes.
 */
export function buildWireRequest(command: {
  id: string;
  method: string;
  path: string;
  body: unknown;
  expiresAt: Date;
}): WireRequest {
  return {
    path: command.path,
    method: command.method,
    headers: [{ 'request-expired-time': formatExpiry(command.expiresAt) }, { 'request-id': command.id }],
    requestBody: command.body ?? {},
  };
}
